using System.Collections.Concurrent;
using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>
/// An information object definition: which attributes it has where (PS3.3 Annex A, 2025e). Thread safe, shared; places are worked
/// out when they are first asked for.
/// </summary>
public sealed class IodDefinition
{
    /// <summary>The name of the strictest of all.</summary>
    internal const string Any = "*";

    private static readonly ConcurrentDictionary<string, IodDefinition> s_definitions = new(StringComparer.Ordinal);

    private readonly IodComposition _composition;
    private readonly ConcurrentDictionary<string, IodNode> _nodes = new(StringComparer.Ordinal);

    private IodDefinition(string name)
    {
        Name = name;
        _composition = IodTables.Instance.Composition(name);
        Root = Node(_composition.Modules, IsKnown ? _composition.Mandatory : []);
    }

    /// <summary>The IOD's name as in PS3.3; <c>*</c> for the strictest of all, used for SOP classes without an IOD here.</summary>
    public string Name { get; }

    /// <summary>False for <c>*</c>.</summary>
    public bool IsKnown => Name != Any;

    /// <summary>The attributes of the data set itself.</summary>
    public IodNode Root { get; }

    /// <summary>The definition of a SOP class; <c>*</c> when the tables do not know it.</summary>
    /// <param name="sopClassUid">SOP Class UID (0008,0016); padding is ignored.</param>
    public static IodDefinition For(string sopClassUid) =>
        Named(DicomUids.FindSopClass(sopClassUid)?.Iod is { Length: > 0 } name && IodTables.Instance.Contains(name) ? name : Any);

    /// <summary>Every Type that some module or macro of PS3.3 gives an attribute, wherever it stands; empty for one that no table has.</summary>
    public static IReadOnlyCollection<AttributeType> TypesOf(DicomTag tag) => IodTables.Instance.TypesOf(tag);

    /// <summary>The definition of a name of the tables.</summary>
    internal static IodDefinition Named(string name) => s_definitions.GetOrAdd(name, static n => new IodDefinition(n));

    /// <summary>
    /// The place made of a set of blocks. Equal sets give the same place, so content items that nest for ever (PS3.3 Table C.17-6) cost no
    /// more than one.
    /// </summary>
    internal IodNode Place(List<IodBlock> blocks)
    {
        if (blocks.Count == 0)
        {
            return IodNode.Nothing;
        }

        var ids = blocks.ConvertAll(static b => b.Id);
        ids.Sort();
        var key = string.Join(',', ids.Distinct().Select(static id => id.ToString(CultureInfo.InvariantCulture)));
        return _nodes.TryGetValue(key, out var known) ? known : _nodes.GetOrAdd(key, Node(blocks, []));
    }

    private IodNode Node(List<IodBlock> blocks, List<IodBlock> mandatory)
    {
        var required = new SortedSet<DicomTag>();
        Collect(mandatory, (row, _) =>
        {
            if (row.Type is AttributeType.Type1 or AttributeType.Type2)
            {
                required.Add(row.Tag);
            }
        });
        var attributes = new Dictionary<uint, IodNode.Attribute>();
        Collect(blocks, (row, items) =>
        {
            if (!attributes.TryGetValue(row.Tag.Value, out var attribute))
            {
                attributes.Add(row.Tag.Value, attribute = new IodNode.Attribute());
            }

            attribute.Add(row.Type, items);
        });
        return new IodNode(this, attributes, [.. required]);
    }

    /// <summary>Visits all rows of blocks with the tables they include, each table once however it includes itself.</summary>
    private void Collect(List<IodBlock> blocks, Action<IodRow, IodBlock?> visit)
    {
        var seen = new HashSet<int>();
        var waiting = new Stack<IodBlock>(blocks);
        while (waiting.TryPop(out var block))
        {
            if (!seen.Add(block.Id))
            {
                continue;
            }

            foreach (var row in block.Rows)
            {
                if (row.Include is null)
                {
                    visit(row, row.Items);
                }
                else if (row.Include == "*FG")
                {
                    _composition.FunctionalGroups.ForEach(waiting.Push);
                }
                else
                {
                    var included = IodTables.Instance.Block(row.Include);
                    waiting.Push(included);
                    if (row.Items is not null && included.Rows.FindLast(static r => r.Include is null) is { } last)
                    {
                        visit(last, row.Items);
                    }
                }
            }
        }
    }
}
