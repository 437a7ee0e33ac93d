using DeidPS.Store.Projects;

namespace DeidPS.Store.Prearchive;

/// <summary>What subjects and sessions may be called (workflow section 5, R6): also a folder's name on every system.</summary>
public static class LabelRules
{
    /// <summary>Characters at most.</summary>
    public const int Longest = 64;

    /// <summary>Whether a label is one.</summary>
    public static bool IsLegal(string? label) =>
        label is { Length: > 0 and <= Longest } && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && label[0] != '.' && label[^1] != '.' && !ReservedNames.Contains(label);

    /// <summary>Checks a label.</summary>
    /// <exception cref="StoreException">StoreValueInvalid. The label is not repeated: it may be a name.</exception>
    public static void Check(string label)
    {
        if (!IsLegal(label))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "The label is not one.", $"Use 1 to {Longest} letters, digits, '_', '-' and '.', not beginning or ending with a dot, and no name that Windows reserves.");
        }
    }
}
