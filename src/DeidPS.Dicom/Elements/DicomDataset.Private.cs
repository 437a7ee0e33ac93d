namespace DeidPS.Dicom;

/// <content>Private blocks and their creators (PS3.5 7.8.1).</content>
public sealed partial class DicomDataset
{
    /// <summary>The creator that reserved the block of a private element in this data set, trimmed; null if none (PS3.5 7.8.1).</summary>
    public string? CreatorOf(DicomTag privateTag)
    {
        var text = privateTag.Element < 0x1000 ? null : Find(privateTag.PrivateCreatorTag)?.Text;
        return text is null ? null : text.Trim();
    }

    /// <summary>The block byte a creator holds in a group of this data set; null when it holds none. Text is compared exactly, blanks at the ends aside.</summary>
    public byte? FindBlock(ushort group, string creator)
    {
        foreach (var element in _elements)
        {
            if (element.Tag.Group == group && element.Tag.IsPrivateCreator && string.Equals(element.Text?.Trim(), creator.Trim(), StringComparison.Ordinal))
            {
                return (byte)element.Tag.Element;
            }
        }

        return null;
    }

    /// <summary>The block byte of a creator, reserving the first free one of 10H-FFH when it holds none (PS3.5 7.8.1).</summary>
    /// <exception cref="DicomValueException">All blocks of the group are taken.</exception>
    public byte ReserveBlock(ushort group, string creator)
    {
        if (FindBlock(group, creator) is { } block)
        {
            return block;
        }

        for (var candidate = 0x10; candidate <= 0xFF; candidate++)
        {
            var tag = new DicomTag(group, (ushort)candidate);
            if (!Contains(tag) && !HasElementsInBlock(group, (byte)candidate))
            {
                Set(DicomElement.CreateText(tag, DicomVR.LO, creator, CharacterSet));
                return (byte)candidate;
            }
        }

        throw new DicomValueException(new DicomTag(group, 0x10), "every private block of the group is taken.");
    }

    private bool HasElementsInBlock(ushort group, byte block)
    {
        foreach (var element in _elements)
        {
            if (element.Tag.Group == group && element.Tag.Element >> 8 == block)
            {
                return true;
            }
        }

        return false;
    }
}
