using System.Globalization;
using System.Text;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Labels of subjects and sessions (R6): 1 to 64 of <c>A-Z a-z 0-9 _ . -</c>, one folder name each on every system (C16). Labels that
/// differ only in case are the same.
/// </summary>
public static class LabelText
{
    /// <summary>Characters of the longest label.</summary>
    public const int MaximumLength = 64;

    private const int MostSuffixes = 100_000;

    /// <summary>How labels are compared.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>What keeps a text from being a label; null when nothing. Holds no part of the text.</summary>
    public static string? Problem(string? label)
    {
        if (string.IsNullOrEmpty(label))
        {
            return "A label cannot be empty.";
        }

        if (label.Length > MaximumLength)
        {
            return "A label has at most 64 characters.";
        }

        return !label.All(IsAllowed) ? "A label takes letters without accents, digits, _ . and - only."
            : label[^1] == '.' ? "A label cannot end in a dot."
            : ReservedNames.IsDevice(label) ? "Windows keeps this name for a device."
            : IsNothing(label) ? "This word stands for no label."
            : null;
    }

    /// <summary>Throws when a text is no label.</summary>
    /// <exception cref="StoreException">StoreValueInvalid.</exception>
    public static void Check(string? label)
    {
        if (Problem(label) is { } problem)
        {
            throw new StoreException(StoreException.StoreValueInvalid, problem, "Choose another label.");
        }
    }

    /// <summary>
    /// Makes a label of a text: blanks around it fall away, characters that are not allowed become _, what is over 64 characters is cut off,
    /// a name of a device gets a _ before it.
    /// </summary>
    /// <returns>Null when nothing is left, and for Unassigned and Unknown, which stand for none.</returns>
    public static string? Clean(string? text)
    {
        var source = text.AsSpan().Trim().Trim('\0').Trim();
        if (source.IsEmpty || IsNothing(source))
        {
            return null;
        }

        var result = new StringBuilder(MaximumLength);
        foreach (var rune in source.EnumerateRunes())
        {
            result.Append(rune.IsAscii && IsAllowed((char)rune.Value) ? (char)rune.Value : '_');
            if (result.Length == MaximumLength)
            {
                break;
            }
        }

        if (ReservedNames.IsDevice(result.ToString()))
        {
            result.Insert(0, '_');
            result.Length = Math.Min(result.Length, MaximumLength);
        }

        for (var i = result.Length - 1; i >= 0 && result[i] == '.'; i--)
        {
            result[i] = '_';
        }

        return result.ToString();
    }

    /// <summary>Finds a label that no other original has: the label itself, else with -2, -3 and so on at its end (R6). Where it differs, tell the user.</summary>
    /// <param name="label">A label.</param>
    /// <param name="isTakenByAnother">Whether a label, whatever its case, stands for another original than this one.</param>
    /// <exception cref="StoreException">StoreItemExists: 100,000 labels are taken.</exception>
    public static string Distinct(string label, Func<string, bool> isTakenByAnother)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(isTakenByAnother);
        if (!isTakenByAnother(label))
        {
            return label;
        }

        for (var number = 2; number <= MostSuffixes; number++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            var candidate = string.Concat(label.AsSpan(0, Math.Min(label.Length, MaximumLength - suffix.Length)), suffix);
            if (!isTakenByAnother(candidate))
            {
                return candidate;
            }
        }

        throw new StoreException(StoreException.StoreItemExists, "There are too many labels that begin like this one.", "Choose another label.");
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';

    /// <summary>Policies take these words for no label.</summary>
    private static bool IsNothing(ReadOnlySpan<char> text) =>
        text.Equals("Unassigned", StringComparison.OrdinalIgnoreCase) || text.Equals("Unknown", StringComparison.OrdinalIgnoreCase);
}
