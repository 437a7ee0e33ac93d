using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace DeidPS.Dicom;

/// <summary>
/// The tables of PS3.3 as embedded text. A table is parsed when an IOD first needs it: most runs meet a handful of the 175 IODs.
/// </summary>
internal sealed class IodTables
{
    /// <summary>
    /// The tables print no macros for this one IOD; it has those of Enhanced MR Image (PS3.3 A.36.4).
    /// </summary>
    private static readonly (string Iod, string Other) s_sameFunctionalGroups = ("Enhanced MR Color Image", "Enhanced MR Image");

    private const int IodColumn = 0;
    private const int ModuleTableColumn = 1;
    private const int UsageColumn = 2;
    private const int KindColumn = 3;

    private const int TableColumn = 0;
    private const int DepthColumn = 1;
    private const int TagColumn = 2;
    private const int TypeColumn = 3;
    private const int IncludeColumn = 4;

    private static readonly Lazy<IodTables> s_instance = new(() => new IodTables());

    private readonly TsvTable _modules = TsvTable.Load("iod-modules.tsv", 3800);
    private readonly TsvTable _rows = TsvTable.Load("module-attributes.tsv", 9000);
    private readonly Dictionary<string, (int First, int End)> _iods;
    private readonly Dictionary<string, (int First, int End)> _tables;
    private readonly ConcurrentDictionary<string, IodBlock> _blocks = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<uint, HashSet<AttributeType>>> _types;

    private IodTables()
    {
        _iods = Ranges(_modules, IodColumn);
        _tables = Ranges(_rows, TableColumn);
        _types = new(AllTypes);
    }

    /// <summary>The one instance, loaded at first use.</summary>
    public static IodTables Instance => s_instance.Value;

    /// <summary>True when the tables have an IOD of that name.</summary>
    public bool Contains(string iod) => _iods.ContainsKey(iod);

    /// <summary>The tables at the root of an IOD; <c>*</c> for those of every IOD.</summary>
    public IodComposition Composition(string iod)
    {
        var (first, end) = iod == IodDefinition.Any ? (0, _modules.RowCount) : _iods[iod];
        var result = new IodComposition([], [], []);
        for (var row = first; row < end; row++)
        {
            var block = Block(_modules.Text(row, ModuleTableColumn));
            if (_modules.Cell(row, KindColumn) is [(byte)'f', ..])
            {
                result.FunctionalGroups.Add(block);
                continue;
            }

            result.Modules.Add(block);
            if (_modules.Cell(row, UsageColumn) is [(byte)'M'])
            {
                result.Mandatory.Add(block);
            }
        }

        if (iod == s_sameFunctionalGroups.Iod)
        {
            result.FunctionalGroups.AddRange(Composition(s_sameFunctionalGroups.Other).FunctionalGroups);
        }

        return result;
    }

    /// <summary>Every Type that some table gives an attribute, wherever it stands.</summary>
    public IReadOnlyCollection<AttributeType> TypesOf(DicomTag tag) => _types.Value.GetValueOrDefault(tag.Value) ?? [];

    /// <summary>The rows of a table.</summary>
    public IodBlock Block(string table) => _blocks.GetOrAdd(table, static (name, self) => self.Parse(name), this);

    /// <summary>Rows of one name stand together, so a name is a range of rows.</summary>
    private static Dictionary<string, (int First, int End)> Ranges(TsvTable table, int column)
    {
        var ranges = new Dictionary<string, (int First, int End)>(StringComparer.Ordinal);
        var first = 0;
        for (var row = 1; row <= table.RowCount; row++)
        {
            if (row == table.RowCount || !table.Cell(row, column).SequenceEqual(table.Cell(first, column)))
            {
                ranges.Add(table.Text(first, column), (first, row));
                first = row;
            }
        }

        return ranges;
    }

    private Dictionary<uint, HashSet<AttributeType>> AllTypes()
    {
        var types = new Dictionary<uint, HashSet<AttributeType>>();
        for (var row = 0; row < _rows.RowCount; row++)
        {
            if (_rows.Cell(row, IncludeColumn).IsEmpty)
            {
                var tag = DictionaryTag.Parse(_rows.Cell(row, TagColumn)).Value;
                if (!types.TryGetValue(tag, out var found))
                {
                    types[tag] = found = [];
                }

                found.Add(TypeOf(_rows.Cell(row, TypeColumn)));
            }
        }

        return types;
    }

    private IodBlock Parse(string table)
    {
        var (first, end) = _tables[table];
        var root = new IodBlock(first);

        // For each depth the block its rows go to, and the last sequence there, which the rows one deeper belong to.
        var blocks = new List<IodBlock> { root };
        var owners = new List<IodRow?> { null };
        var lastIsInclude = new bool[16];
        for (var row = first; row < end; row++)
        {
            var depth = int.Parse(_rows.Cell(row, DepthColumn), NumberStyles.None, CultureInfo.InvariantCulture);
            if (depth >= blocks.Count)
            {
                var owner = owners[depth - 1]!;
                blocks.Add(owner.Items ??= new IodBlock(row));
                owners.Add(null);
            }
            else
            {
                blocks.RemoveRange(depth + 1, blocks.Count - depth - 1);
                owners.RemoveRange(depth + 1, owners.Count - depth - 1);
            }

            var include = _rows.Cell(row, IncludeColumn);
            var parsed = include.IsEmpty
                ? new IodRow(new DicomTag(DictionaryTag.Parse(_rows.Cell(row, TagColumn)).Value), TypeOf(_rows.Cell(row, TypeColumn)), null)
                : new IodRow(default, AttributeType.None, Encoding.UTF8.GetString(include));
            blocks[depth].Rows.Add(parsed);
            if (depth > 0 && lastIsInclude[depth - 1])
            {
                // Printed below an inclusion: inside the sequence before it by the standard's nesting, beside it by the inclusion's own
                // depth. Both places count, as the strictest Type does everywhere (PS3.3 Tables C.11.25-1, C.18.4-1, C.18.5-1).
                blocks[depth - 1].Rows.Add(parsed);
            }

            lastIsInclude[depth] = parsed.Include is not null;

            // An inclusion owns what is below it only where no attribute of its own table came before.
            if (parsed.Include is null || owners[depth]?.Include is not null || owners[depth] is null)
            {
                owners[depth] = parsed;
            }
        }

        return root;
    }

    private static AttributeType TypeOf(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'1'] => AttributeType.Type1,
        [(byte)'1', ..] => AttributeType.Type1C,
        [(byte)'2'] => AttributeType.Type2,
        [(byte)'2', ..] => AttributeType.Type2C,
        _ => AttributeType.Type3,
    };
}
