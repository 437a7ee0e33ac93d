using System.IO.Enumeration;

namespace DeidPS.Dicom;

/// <summary>Finds dictionary entries by what a person would type.</summary>
internal static class DictionarySearch
{
    /// <summary>Runs a pattern, see <see cref="DicomDictionary.Search"/>.</summary>
    public static IEnumerable<DictionaryEntry> Run(string pattern)
    {
        if (DicomTag.TryParse(pattern, out var tag))
        {
            return ByTag(tag);
        }

        return TrySplitCreator(pattern, out var group, out var creator, out var element)
            ? ByCreator(group, creator, element)
            : ByText(pattern);
    }

    private static IEnumerable<DictionaryEntry> ByTag(DicomTag tag)
    {
        var standard = DicomDictionary.Find(tag);
        if (standard is not null)
        {
            yield return standard;
        }
        else if (tag.IsPrivate)
        {
            foreach (var entry in DicomDictionary.Private.Where(e => e.Covers(tag)))
            {
                yield return entry;
            }
        }
    }

    private static IEnumerable<DictionaryEntry> ByCreator(string group, string creator, string element) =>
        DicomDictionary.Private.Where(e => Matches(group, e.TagText.AsSpan(1, 4))
            && Matches(element, e.TagText.AsSpan(8, 2))
            && Matches(creator, e.PrivateCreator));

    private static IEnumerable<DictionaryEntry> ByText(string pattern) =>
        DicomDictionary.Standard.Concat(DicomDictionary.Private).Where(e => Matches(pattern, e.Keyword) || Matches(pattern, e.Name)
            || Matches(pattern, e.TagText) || MatchesDigits(pattern, e.TagText));

    private static bool MatchesDigits(string pattern, string tagText)
    {
        Span<char> digits = stackalloc char[8];
        tagText.AsSpan(1, 4).CopyTo(digits);
        tagText.AsSpan(6, 4).CopyTo(digits[4..]);
        return Matches(pattern, digits);
    }

    private static bool Matches(string pattern, ReadOnlySpan<char> text) =>
        FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);

    /// <summary>Parts <c>(gggg,{creator}ee)</c>, with or without parentheses and comma.</summary>
    private static bool TrySplitCreator(string pattern, out string group, out string creator, out string element)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        var close = pattern.LastIndexOf('}');
        if (open < 0 || close < open)
        {
            group = creator = element = string.Empty;
            return false;
        }

        group = pattern[..open].Trim('(', ',', ' ');
        creator = pattern[(open + 1)..close].Trim();
        element = pattern[(close + 1)..].Trim(')', ' ');
        return true;
    }
}
