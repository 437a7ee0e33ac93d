namespace DeidPS.Store.Ingest;

/// <summary>
/// Ids of projects (workflow section 3): one word of 1 to 24 of <c>A-Z a-z 0-9 _ -</c>, never one of the store's own names. Ids that
/// differ only in case are the same.
/// </summary>
public static class ProjectName
{
    /// <summary>Characters of the longest id.</summary>
    public const int MaximumLength = 24;

    /// <summary>Names of the store's folders, and words that stand for no project.</summary>
    private static readonly string[] s_reserved = ["Unassigned", "_unassigned", "Unknown", "prearchive", "archive", "hold", "cache"];

    /// <summary>How ids are compared.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>What keeps a text from being an id; null when nothing. Holds no part of the text.</summary>
    public static string? Problem(string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return "A project id cannot be empty.";
        }

        if (id.Length > MaximumLength)
        {
            return "A project id has at most 24 characters.";
        }

        return !id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? "A project id takes letters without accents, digits, _ and - only."
            : s_reserved.Contains(id, Comparer) ? "The store keeps this name for itself."
            : ReservedNames.IsDevice(id) ? "Windows keeps this name for a device."
            : null;
    }

    /// <summary>Throws when a text is no id.</summary>
    /// <exception cref="StoreException">StoreValueInvalid.</exception>
    public static void Check(string? id)
    {
        if (Problem(id) is { } problem)
        {
            throw new StoreException(StoreException.StoreValueInvalid, problem, "Choose another id.");
        }
    }
}
