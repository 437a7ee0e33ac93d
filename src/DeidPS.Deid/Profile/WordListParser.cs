using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// Reads word lists: <c># comment</c>, <c>[all]</c> or <c>[SeriesDescription]</c> or <c>[(0008,103E)]</c> to begin a section, one word or
/// phrase a line. Letters, digits, <c>@</c> and <c>@@</c> for a number; blanks, hyphens and other signs only part the words of a phrase.
/// </summary>
internal static class WordListParser
{
    /// <summary>Words of a phrase at most: a bound on the work for each word of a text.</summary>
    public const int MaximumWords = 8;

    /// <summary>Characters of one word at most: longer ones are never on a list.</summary>
    public const int MaximumLength = 48;

    /// <summary>Adds the words of one list to the sections they belong to; tag 0 is the general section.</summary>
    /// <param name="reader">The list.</param>
    /// <param name="name">What the list is called in messages.</param>
    /// <param name="sections">Folded phrases by attribute.</param>
    /// <exception cref="PolicyException">A line is no word and no section; the message names list, line and column.</exception>
    public static void Read(TextReader reader, string name, SortedDictionary<uint, SortedSet<string>> sections)
    {
        SortedSet<string>? section = null;
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            var text = line.AsSpan().Trim();
            if (text.IsEmpty || text[0] == '#')
            {
                continue;
            }

            var column = line.AsSpan().IndexOf(text[0]) + 1;
            if (text[0] == '[')
            {
                section = Section(text, name, number, column, sections);
                continue;
            }

            if (section is null)
            {
                throw Error(name, number, column, "a word stands before the first section.", "Begin the list with [all].");
            }

            section.Add(Phrase(text, name, number, column));
        }
    }

    private static SortedSet<string> Section(ReadOnlySpan<char> text, string name, int number, int column, SortedDictionary<uint, SortedSet<string>> sections)
    {
        if (text[^1] != ']')
        {
            throw Error(name, number, column + text.Length - 1, "the section does not end with ].");
        }

        var title = text[1..^1].Trim();
        var tag = default(DicomTag);
        if (!title.Equals("all", StringComparison.OrdinalIgnoreCase) && !DicomTag.TryParse(title, out tag))
        {
            tag = DicomDictionary.FindKeyword(title.ToString())?.Tag
                ?? throw Error(name, number, column + 1, "the section names no attribute.", "Write [all], a keyword such as [SeriesDescription], or a tag such as [(0008,103E)].");
        }

        if (!sections.TryGetValue(tag.Value, out var section))
        {
            sections[tag.Value] = section = new SortedSet<string>(StringComparer.Ordinal);
        }

        return section;
    }

    private static string Phrase(ReadOnlySpan<char> text, string name, int number, int column)
    {
        var phrase = new System.Text.StringBuilder(text.Length);
        Span<char> folded = stackalloc char[MaximumLength];
        var words = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!WordScanner.IsWordCharacter(text[at]) && text[at] != '@')
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && (WordScanner.IsWordCharacter(text[at]) || text[at] == '@'))
            {
                at++;
            }

            var length = WordScanner.Fold(text[start..at], folded);
            if (length < 0)
            {
                throw Error(name, number, column + start, $"a word has more than {MaximumLength} characters, or characters that are none.");
            }

            if (++words > MaximumWords)
            {
                throw Error(name, number, column + start, $"a phrase has more than {MaximumWords} words.");
            }

            phrase.Append(words > 1 ? " " : string.Empty).Append(folded[..length]);
        }

        return words > 0 ? phrase.ToString() : throw Error(name, number, column, "there is no word in the line.", "Signs need no entry: they stay where a word beside them stays.");
    }

    private static PolicyException Error(string name, int line, int column, string what, string? remedy = null) =>
        new($"Word list {name}, line {line}, column {column}: {what}", remedy, "ProfileSyntaxError");
}
