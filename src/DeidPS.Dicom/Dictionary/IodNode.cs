namespace DeidPS.Dicom;

/// <summary>The attributes an IOD has at one place: the data set itself, or the items of one sequence. Thread safe.</summary>
public sealed class IodNode
{
    private readonly IodDefinition? _definition;
    private readonly Dictionary<uint, Attribute> _attributes;

    internal IodNode(IodDefinition? definition, Dictionary<uint, Attribute> attributes, IReadOnlyList<DicomTag> required)
    {
        _definition = definition;
        _attributes = attributes;
        Required = required;
    }

    /// <summary>
    /// Attributes that must be present: Type 1 and 2 of modules with usage M, ascending. Empty inside items, where macros apply under
    /// conditions the tables do not hold, and for the IOD <c>*</c>.
    /// </summary>
    public IReadOnlyList<DicomTag> Required { get; }

    /// <summary>A place without attributes.</summary>
    internal static IodNode Nothing { get; } = new(null, [], []);

    /// <summary>Every attribute of the place, in no order.</summary>
    internal IEnumerable<DicomTag> Tags => _attributes.Keys.Select(static t => new DicomTag(t));

    /// <summary>The strictest Type any module or macro gives the attribute at this place.</summary>
    public AttributeType TypeOf(DicomTag tag) => _attributes.TryGetValue(Key(tag), out var attribute) ? attribute.Type : AttributeType.None;

    /// <summary>The place inside the items of a sequence that stands here; a place without attributes when the IOD has no such sequence here.</summary>
    public IodNode Items(DicomTag sequence) =>
        _attributes.TryGetValue(Key(sequence), out var attribute) ? attribute.Items ??= _definition!.Place(attribute.Blocks) : Nothing;

    /// <summary>Curves and overlays repeat in even groups; the tables write them once (PS3.5 7.6).</summary>
    private static uint Key(DicomTag tag) => (tag.Value & 0xFF010000) is 0x50000000 or 0x60000000 ? tag.Value & 0xFF00FFFF : tag.Value;

    /// <summary>What the tables say of one attribute at this place.</summary>
    internal sealed class Attribute
    {
        private IodNode? _items;

        public AttributeType Type { get; private set; }

        public List<IodBlock> Blocks { get; } = [];

        /// <summary>Two threads may both look the place up; they find the same.</summary>
        public IodNode? Items
        {
            get => Volatile.Read(ref _items);
            set => Volatile.Write(ref _items, value);
        }

        public void Add(AttributeType type, IodBlock? items)
        {
            Type = Type == AttributeType.None || type < Type ? type : Type;
            if (items is not null)
            {
                Blocks.Add(items);
            }
        }
    }
}
