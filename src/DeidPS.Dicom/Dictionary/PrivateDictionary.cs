using System.Text;

namespace DeidPS.Dicom;

/// <summary>The rows of private-attributes.tsv; loaded when a private attribute is first asked for.</summary>
internal sealed class PrivateDictionary
{
    private const int CreatorColumn = 0;
    private const int TagColumn = 1;
    private const int VRColumn = 2;
    private const int VMColumn = 3;
    private const int NameColumn = 4;
    private const int ExpectedRows = 16_000;

    private static readonly Lazy<PrivateDictionary> s_instance = new(() => new PrivateDictionary());

    private readonly TsvTable _table = TsvTable.Load("private-attributes.tsv", ExpectedRows);
    private readonly DictionaryEntry?[] _entries;
    private readonly List<string> _creators = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _creatorNumbers =
        new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Dictionary<ulong, int> _rows = new(ExpectedRows);

    private PrivateDictionary()
    {
        _entries = new DictionaryEntry?[_table.RowCount];
        Span<char> buffer = stackalloc char[256];
        for (var row = 0; row < _table.RowCount; row++)
        {
            var creator = buffer[..Encoding.UTF8.GetChars(_table.Cell(row, CreatorColumn), buffer)];
            if (!_creatorNumbers.TryGetValue(creator, out var number))
            {
                number = _creators.Count;
                _creators.Add(creator.ToString());
                _creatorNumbers.Dictionary.Add(_creators[number], number);
            }

            _rows.TryAdd(Key(number, DictionaryTag.Parse(_table.Cell(row, TagColumn)).Value), row);
        }
    }

    /// <summary>The one instance, loaded at first use.</summary>
    public static PrivateDictionary Instance => s_instance.Value;

    /// <summary>The entry of a creator's element, or null.</summary>
    public DictionaryEntry? Find(string creator, DicomTag tag)
    {
        var row = RowOf(creator, tag);
        return row < 0 ? null : Entry(row);
    }

    /// <summary>The VR of a creator's element, or None.</summary>
    public DicomVR VROf(string creator, DicomTag tag) => Find(creator, tag)?.UsualVR ?? DicomVR.None;

    /// <summary>All entries in the order of the table.</summary>
    public IEnumerable<DictionaryEntry> All() => Enumerable.Range(0, _table.RowCount).Select(Entry);

    // Group and element within the block; the block byte is left out.
    private static ulong Key(int creator, uint tag) => ((ulong)(uint)creator << 32) | (tag & 0xFFFF00FF);

    private int RowOf(string creator, DicomTag tag)
    {
        var trimmed = creator.AsSpan().Trim(" \0");
        return _creatorNumbers.TryGetValue(trimmed, out var number)
            && _rows.TryGetValue(Key(number, tag.Value), out var row) ? row : -1;
    }

    private DictionaryEntry Entry(int row) => _entries[row] ??= Read(row);

    private DictionaryEntry Read(int row)
    {
        var tag = DictionaryTag.Parse(_table.Cell(row, TagColumn));
        var creator = _table.Text(row, CreatorColumn);
        return new DictionaryEntry
        {
            Tag = new DicomTag(tag.Value),
            Mask = tag.Mask,
            Keyword = string.Empty,
            Name = _table.Text(row, NameColumn),
            VRs = StandardDictionary.ParseVRs(_table.Cell(row, VRColumn)),
            VM = _table.Text(row, VMColumn),
            PrivateCreator = _creators[_creatorNumbers.Dictionary[creator]],
            TagText = tag.ToString(),
        };
    }
}
