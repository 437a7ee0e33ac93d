namespace DeidPS.Net;

/// <summary>What people write for a person's name, as keys of (0010,0010) (PS3.5 6.2.1).</summary>
internal static class PersonNameForms
{
    /// <summary>From here on scripts write the family name first (CJK radicals and all behind).</summary>
    private const char FirstIdeographic = '\u2E80';

    /// <summary>The keys to ask for, and what the name in an answer must then match; one pair of nulls for a name that is not given.</summary>
    /// <param name="name">
    /// <c>Last^First</c> stands; <c>Last, First</c> and <c>First Last</c>, in ideographic scripts <c>Last First</c>, are turned into it, and asked for as they stand
    /// too: archives hold such names. Empty components at the end may be written or not (PS3.5 6.2.1.2), which many archives do not know, so they are asked for.
    /// </param>
    public static IReadOnlyList<(string? Key, string? Check)> Of(string? name)
    {
        var words = name?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (words.Length == 0)
        {
            return [(null, null)];
        }

        var plain = string.Join(' ', words);
        var standard = Standard(plain, words);
        return
        [
            (standard, null),
            .. standard.Contains('^', StringComparison.Ordinal) && !standard.Contains('=', StringComparison.Ordinal) && standard[^1] is not ('*' or '^') ? [(standard + "^*", standard)] : Array.Empty<(string?, string?)>(),
            .. standard != plain ? [(plain, null)] : Array.Empty<(string?, string?)>(),
        ];
    }

    private static string Standard(string plain, string[] words)
    {
        if (plain.AsSpan().ContainsAny('^', '='))
        {
            return plain;
        }

        var comma = plain.IndexOf(',', StringComparison.Ordinal);
        if (comma >= 0)
        {
            return $"{plain[..comma].Trim()}^{plain[(comma + 1)..].Trim()}".TrimEnd('^');
        }

        return words.Length == 1 ? plain
            : plain.Any(static c => c >= FirstIdeographic) ? $"{words[0]}^{string.Join(' ', words[1..])}"
            : $"{words[^1]}^{string.Join(' ', words[..^1])}";
    }
}
