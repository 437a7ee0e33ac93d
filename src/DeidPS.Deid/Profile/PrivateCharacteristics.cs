using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>What the file's writer says of its private elements in (0008,0300) (PS3.3 C.12.1.1.7). A claim, used only when the policy trusts it.</summary>
internal sealed class PrivateCharacteristics
{
    private static readonly DicomTag s_sequence = new(0x00080300);
    private static readonly DicomTag s_group = new(0x00080301);
    private static readonly DicomTag s_creator = new(0x00080302);
    private static readonly DicomTag s_status = new(0x00080303);
    private static readonly DicomTag s_nonidentifying = new(0x00080304);
    private static readonly DicomTag s_actions = new(0x00080305);
    private static readonly DicomTag s_identifying = new(0x00080306);
    private static readonly DicomTag s_action = new(0x00080307);

    private readonly Dictionary<(ushort Group, string Creator), Block> _blocks = [];

    private sealed record Block(bool IsSafe, Dictionary<byte, AttributeAction> Elements);

    private PrivateCharacteristics()
    {
    }

    /// <summary>Reads the statements of a data set; null when it makes none.</summary>
    public static PrivateCharacteristics? Of(DicomDataset dataset)
    {
        if (dataset.Find(s_sequence) is not { IsSequence: true } sequence)
        {
            return null;
        }

        var result = new PrivateCharacteristics();
        foreach (var item in sequence.Items)
        {
            if (Numbers(item, s_group) is [var group, ..] && item.GetText(s_creator)?.Trim() is { Length: > 0 } creator)
            {
                // A block that is described twice is not described.
                result._blocks[(group, creator)] = result._blocks.ContainsKey((group, creator)) ? new Block(false, []) : Read(item);
            }
        }

        return result;
    }

    /// <summary>What the statements ask for: Keep for what they call safe, Remove for what they do not speak of.</summary>
    public AttributeAction ActionOf(DicomTag tag, string creator)
    {
        if (!_blocks.TryGetValue((tag.Group, creator), out var block))
        {
            return AttributeAction.Remove;
        }

        return block.Elements.TryGetValue((byte)tag.Element, out var action) ? action
            : block.IsSafe ? AttributeAction.Keep
            : AttributeAction.Remove;
    }

    private static Block Read(DicomDataset item)
    {
        var status = item.GetText(s_status);
        var elements = new Dictionary<byte, AttributeAction>();
        if (status == "MIXED")
        {
            foreach (var element in Numbers(item, s_nonidentifying))
            {
                elements[(byte)element] = AttributeAction.Keep;
            }
        }

        foreach (var action in item.Find(s_actions)?.Items ?? [])
        {
            var asked = action.GetText(s_action) switch
            {
                "D" => AttributeAction.Dummy,
                "Z" => AttributeAction.Empty,
                "U" => AttributeAction.NewUid,
                _ => AttributeAction.Remove,
            };
            foreach (var element in Numbers(action, s_identifying))
            {
                elements[(byte)element] = asked;
            }
        }

        return new Block(status == "SAFE", elements);
    }

    private static IReadOnlyList<ushort> Numbers(DicomDataset dataset, DicomTag tag) =>
        dataset.Find(tag) is { VR: DicomVR.US, IsSequence: false, IsBulk: false } element ? element.ValuesAs<ushort>() : [];
}
