using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>The private blocks of one data set, and which of them kept an element (PS3.5 7.8.1).</summary>
/// <param name="dataset">The data set or item: blocks are reserved for each alone.</param>
internal sealed class PrivateBlocks(DicomDataset dataset)
{
    /// <summary>A creator has 64 characters (LO), whatever the character set; more is none.</summary>
    private const int LongestCreator = 256;

    private readonly HashSet<uint> _kept = [];
    private readonly Dictionary<uint, (string? Creator, Dictionary<uint, DicomVR>? Safe)> _blocks = [];
    private uint _block = uint.MaxValue;
    private (string? Creator, Dictionary<uint, DicomVR>? Safe) _last;

    /// <summary>The creator of an element's block and its safe elements; elements of a block stand together, so most calls find the last one's.</summary>
    public string? CreatorOf(DicomTag tag, out Dictionary<uint, DicomVR>? safe)
    {
        var block = tag.Value >> 8;
        if (block != _block)
        {
            _block = block;
            if (!_blocks.TryGetValue(block, out _last))
            {
                var creator = dataset.Find(tag.PrivateCreatorTag) is { Length: <= LongestCreator } element ? element.Text?.Trim() : null;
                _last = (creator, creator is null ? null : SafePrivateTable.Of(creator));
                _blocks.Add(block, _last);
            }
        }

        safe = _last.Safe;
        return _last.Creator;
    }

    /// <summary>Remembers that an element of the block stays.</summary>
    public void Keep(DicomTag tag) => _kept.Add(tag.PrivateCreatorTag.Value);

    /// <summary>True for a creator that reserves nothing any more, or a second one of the same tag, whose text nobody compared.</summary>
    public bool IsIdle(DicomElement creator) => !_kept.Contains(creator.Tag.Value) || !ReferenceEquals(dataset.Find(creator.Tag), creator);
}
