using System.Collections.Frozen;

namespace DeidPS.Deid.Profile;

/// <summary>The words and phrases of one section, folded, ready for look-ups without allocation. Immutable.</summary>
internal sealed class WordSection
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _phrases;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _first;

    public WordSection(IReadOnlyCollection<string> phrases)
    {
        _phrases = phrases.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var phrase in phrases)
        {
            var word = phrase.Split(' ');
            first[word[0]] = Math.Max(first.GetValueOrDefault(word[0]), word.Length);
        }

        _first = first.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Words of the longest phrase that begins with a word; 0 when none does.</summary>
    public int LongestFrom(ReadOnlySpan<char> word) => _first.TryGetValue(word, out var words) ? words : 0;

    /// <summary>True when the phrase is in the section.</summary>
    public bool Contains(ReadOnlySpan<char> phrase) => _phrases.Contains(phrase);
}
