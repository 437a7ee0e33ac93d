using System.Collections.Frozen;

namespace DeidPS.Deid.DicomEdit;

/// <summary>The table that <c>lookup["type", key]</c> reads: lines <c>type/key = value</c>, comments after <c>//</c> (section 7.1).</summary>
public sealed class LookupTable
{
    private readonly FrozenDictionary<string, string> _entries;

    private LookupTable(Dictionary<string, string> entries) => _entries = entries.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How many entries the table has.</summary>
    public int Count => _entries.Count;

    /// <summary>Reads a table.</summary>
    /// <param name="text">Its lines.</param>
    /// <exception cref="DicomEditException">A line does not split into two parts at <c>=</c>, or repeats a key with another value; the message names the line.</exception>
    public static LookupTable Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var whole in text.TrimStart('\uFEFF').AsSpan().EnumerateLines())
        {
            number++;
            var comment = whole.IndexOf("//", StringComparison.Ordinal);
            var line = (comment < 0 ? whole : whole[..comment]).Trim();
            if (line.IsEmpty)
            {
                continue;
            }

            if (line.Count('=') != 1)
            {
                throw new DicomEditException("A line of the lookup table has two parts with one = between.", number, 1, "Write type/key = value.");
            }

            var sign = line.IndexOf('=');
            var key = line[..sign].Trim().ToString();
            var value = line[(sign + 1)..].Trim().ToString();
            if (!entries.TryAdd(key, value) && entries[key] != value)
            {
                throw new DicomEditException("The lookup table gives this key two values.", number, 1, "Keep one of the lines.");
            }
        }

        return new LookupTable(entries);
    }

    /// <summary>The value of a key; null when the table has none.</summary>
    /// <param name="type">The first part of the entry's name.</param>
    /// <param name="key">The second part.</param>
    public string? Find(string type, string key) => _entries.GetValueOrDefault($"{type}/{key}");
}
