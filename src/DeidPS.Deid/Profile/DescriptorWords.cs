using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// Words that may stay in descriptive attributes (PS3.15 E.3.5): everything else in a text is replaced, so a name needs no list to be
/// caught. Immutable; used by all workers at once.
/// </summary>
public sealed class DescriptorWords
{
    private static readonly string[] s_shipped = ["anatomy", "general", "technique", "vendors", "attributes"];
    private static readonly Lazy<DescriptorWords> s_words = new(() => Load([]));

    private readonly WordSection _all;
    private readonly FrozenDictionary<uint, WordSection> _attributes;

    private DescriptorWords(SortedDictionary<uint, SortedSet<string>> sections)
    {
        _all = new WordSection(sections[0]);
        Count = sections.Sum(static s => s.Value.Count);
        _attributes = sections.Where(s => s.Key != 0).ToFrozenDictionary(s => s.Key, s => new WordSection(s.Value));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var section in sections)
        {
            Append(hash, section.Key, section.Value);
        }

        Digest = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The shipped list: UK English, anatomy, technique and common vendor protocol words.</summary>
    public static DescriptorWords Shipped => s_words.Value;

    /// <summary>Words and phrases of the list, those of single attributes included.</summary>
    public int Count { get; }

    /// <summary>SHA-256 over all words, lower-case hexadecimal, for the policy's hash.</summary>
    public string Digest { get; }

    /// <summary>Reads site lists and adds them to the shipped words.</summary>
    /// <param name="paths">
    /// UTF-8 text files: <c># comment</c>, <c>[all]</c> or <c>[SeriesDescription]</c> or <c>[(0008,103E)]</c>, then one word or phrase a line;
    /// <c>@</c> in a word stands for a number of one or two digits before the point, <c>@@</c> for one of up to four.
    /// </param>
    /// <exception cref="PolicyException">A line is not understood; the message names file, line and column.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static DescriptorWords Load(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var sections = new SortedDictionary<uint, SortedSet<string>>();
        foreach (var name in s_shipped)
        {
            using var stream = typeof(DescriptorWords).Assembly.GetManifestResourceStream($"words/{name}.txt")
                ?? throw new InvalidOperationException("A word list is missing from the assembly.");
            using var reader = new StreamReader(stream);
            WordListParser.Read(reader, name, sections);
        }

        foreach (var path in paths)
        {
            using var reader = new StreamReader(path);
            WordListParser.Read(reader, Path.GetFileName(path), sections);
        }

        return new DescriptorWords(sections);
    }

    /// <summary>
    /// Keeps the words of a text that are on the list, numbers that belong to technique and short numbers that are no part of a date,
    /// telephone or record number; a run of anything else becomes <c>***</c>.
    /// </summary>
    /// <param name="tag">The attribute: lists can be for one attribute only, and its VR limits the length.</param>
    /// <param name="text">One value.</param>
    /// <returns>The cleaned text, the same string when all of it may stay; null when nothing worth keeping is left.</returns>
    public string? Clean(DicomTag tag, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scan = new DescriptorScan(_all, _attributes.GetValueOrDefault(tag.Value), text);
        var cleaned = scan.Run();
        if (cleaned is null || ReferenceEquals(cleaned, text))
        {
            return cleaned;
        }

        // *** can be longer than what it stands for.
        var limit = DicomDictionary.VROf(tag).MaximumCharacters();
        return limit > 0 && cleaned.Length > limit ? cleaned[..limit].TrimEnd() : cleaned;
    }

    private static void Append(IncrementalHash hash, uint tag, SortedSet<string> phrases)
    {
        hash.AppendData(BitConverter.GetBytes(tag));
        foreach (var phrase in phrases)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(phrase));
            hash.AppendData("\n"u8);
        }
    }
}
