using System.Text;

namespace DeidPS.Dicom;

/// <summary>The rows of attributes.tsv, made into entries one by one as they are asked for.</summary>
internal sealed class StandardDictionary
{
    private const int TagColumn = 0;
    private const int KeywordColumn = 1;
    private const int NameColumn = 2;
    private const int VRColumn = 3;
    private const int VMColumn = 4;
    private const int RetiredColumn = 5;

    private static readonly Lazy<StandardDictionary> s_instance = new(() => new StandardDictionary());

    private readonly TsvTable _table = TsvTable.Load("attributes.tsv", DicomVRTable.Tags.Length + DicomVRTable.RepeatingTags.Length);
    private readonly DictionaryEntry?[] _entries;
    private readonly Lazy<Dictionary<string, int>> _keywords;

    private StandardDictionary()
    {
        _entries = new DictionaryEntry?[_table.RowCount];
        _keywords = new Lazy<Dictionary<string, int>>(IndexKeywords);
    }

    /// <summary>The one instance, loaded at first use.</summary>
    public static StandardDictionary Instance => s_instance.Value;

    /// <summary>What (gggg,0000) is in every group whose group length the tables do not list (PS3.5 7.2).</summary>
    public static DictionaryEntry GroupLength { get; } = new()
    {
        Tag = default,
        Mask = 0x0000FFFF,
        Keyword = "GroupLength",
        Name = "Group Length",
        VRs = [DicomVR.UL],
        VM = "1",
        IsRetired = true,
        TagText = "(xxxx,0000)",
    };

    /// <summary>What (gggg,0010-00FF) is in every odd group (PS3.5 7.8.1).</summary>
    public static DictionaryEntry PrivateCreator { get; } = new()
    {
        Tag = new DicomTag(0x00010000),
        Mask = 0x0001FF00,
        Keyword = "PrivateCreator",
        Name = "Private Creator",
        VRs = [DicomVR.LO],
        VM = "1",
        TagText = "(xxxx,00xx)",
    };

    /// <summary>The entry at an index of <see cref="DicomVRTable.Tags"/>.</summary>
    public DictionaryEntry Exact(int index)
    {
        // The constant tables keep the order of the text, apart from setting the rows with open digits aside.
        var row = index;
        foreach (var repeating in DicomVRTable.RepeatingRows)
        {
            if (repeating > row)
            {
                break;
            }

            row++;
        }

        return Entry(row);
    }

    /// <summary>The entry at an index of <see cref="DicomVRTable.RepeatingTags"/>.</summary>
    public DictionaryEntry Repeating(int index) => Entry(DicomVRTable.RepeatingRows[index]);

    /// <summary>The entry of a keyword, or null.</summary>
    public DictionaryEntry? Keyword(string keyword) => _keywords.Value.TryGetValue(keyword, out var row) ? Entry(row) : null;

    /// <summary>All entries in the order of the table.</summary>
    public IEnumerable<DictionaryEntry> All() => Enumerable.Range(0, _table.RowCount).Select(Entry);

    /// <summary>Reads "US or SS": the VRs between the words "or".</summary>
    internal static DicomVR[] ParseVRs(ReadOnlySpan<byte> text)
    {
        // "XX", "XX or XX", "XX or XX or XX": each VR is 2 characters, each separator 4.
        var vrs = new DicomVR[(text.Length + 4) / 6];
        for (var i = 0; i < vrs.Length; i++)
        {
            vrs[i] = (DicomVR)((text[6 * i] << 8) | text[(6 * i) + 1]);
        }

        return vrs;
    }

    private DictionaryEntry Entry(int row)
    {
        // Two threads may both make the entry; the records are equal and either may stay.
        return _entries[row] ??= Read(row);
    }

    private DictionaryEntry Read(int row)
    {
        var tag = DictionaryTag.Parse(_table.Cell(row, TagColumn));
        return new DictionaryEntry
        {
            Tag = new DicomTag(tag.Value),
            Mask = tag.Mask,
            Keyword = _table.Text(row, KeywordColumn),
            Name = _table.Text(row, NameColumn),
            VRs = ParseVRs(_table.Cell(row, VRColumn)),
            VM = _table.Text(row, VMColumn),
            IsRetired = _table.Cell(row, RetiredColumn) is [(byte)'Y'],
            TagText = tag.ToString(),
        };
    }

    private Dictionary<string, int> IndexKeywords()
    {
        var index = new Dictionary<string, int>(_table.RowCount, StringComparer.OrdinalIgnoreCase);
        for (var row = 0; row < _table.RowCount; row++)
        {
            var keyword = _table.Cell(row, KeywordColumn);
            if (!keyword.IsEmpty)
            {
                index.TryAdd(Encoding.UTF8.GetString(keyword), row);
            }
        }

        return index;
    }
}
