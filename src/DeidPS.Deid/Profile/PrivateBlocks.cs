using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>The private blocks of one data set, and which of them kept an element (PS3.5 7.8.1).</summary>
/// <param name="dataset">The data set or item: blocks are reserved for each alone.</param>
internal sealed class PrivateBlocks(DicomDataset dataset)
{
    private readonly HashSet<uint> _kept = [];
    private uint _block = uint.MaxValue;
    private string? _creator;
    private Dictionary<uint, DicomVR>? _safe;

    /// <summary>The creator of an element's block and its safe elements; elements of a block stand together, so most calls find the last one's.</summary>
    public string? CreatorOf(DicomTag tag, out Dictionary<uint, DicomVR>? safe)
    {
        var block = tag.Value >> 8;
        if (block != _block)
        {
            _block = block;
            _creator = dataset.CreatorOf(tag);
            _safe = _creator is null ? null : SafePrivateTable.Of(_creator);
        }

        safe = _safe;
        return _creator;
    }

    /// <summary>Remembers that an element of the block stays.</summary>
    public void Keep(DicomTag tag) => _kept.Add(tag.PrivateCreatorTag.Value);

    /// <summary>True for a creator that reserves nothing any more, or a second one of the same tag, whose text nobody compared.</summary>
    public bool IsIdle(DicomElement creator) => !_kept.Contains(creator.Tag.Value) || !ReferenceEquals(dataset.Find(creator.Tag), creator);
}
