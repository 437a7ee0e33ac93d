using System.Buffers.Binary;

namespace DeidPS.Dicom;

/// <content>Element headers: explicit and implicit VR (PS3.5 7.1.2, 7.1.3).</content>
internal sealed partial class DicomReader
{
    internal static DicomTag ReadTag(ReadOnlySpan<byte> bytes, bool bigEndian) => bigEndian
        ? new DicomTag(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]))
        : new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));

    private ElementHeader ReadExplicitHeader(DicomDataset dataset, long end)
    {
        var start = Position;
        var bytes = HeaderBytes(start, end);
        var big = dataset.Encoding!.IsBigEndian;
        var tag = ReadTag(bytes, big);
        var vr = (DicomVR)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (tag.Group == 0xFFFE)
        {
            return new ElementHeader(tag, DicomVR.None, 0, start, start + 8);
        }

        if (!vr.IsKnown())
        {
            return ReadUnknownVR(tag, bytes, big, start, end);
        }

        if (!vr.HasLongLength())
        {
            var length = big ? BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
            return new ElementHeader(tag, vr, length, start, start + 8);
        }

        return new ElementHeader(tag, vr, LongLength(bytes[8..], big), start, start + 12);

        ReadOnlySpan<byte> HeaderBytes(long offset, long limit)
        {
            if (limit - offset < 8)
            {
                throw DicomParseException.Truncated(offset, "the data end inside an element header");
            }

            var eight = source.Keep(offset, 8, ReadAhead).Span;
            if (!((DicomVR)BinaryPrimitives.ReadUInt16BigEndian(eight[4..])).HasLongLength())
            {
                return eight;
            }

            return limit - offset < 12
                ? throw DicomParseException.Truncated(offset, "the data end inside an element header")
                : source.Keep(offset, 12, ReadAhead).Span;
        }
    }

    /// <summary>
    /// Two bytes that name no VR. Letters are taken for a VR of a later edition, which has a 32-bit length (PS3.5 6.2, note on
    /// unrecognized VRs), or for a misspelt old one with 16 bits, whichever fits; anything else for an implicit VR header that
    /// strayed in. All of it is a guess, so the object is suspect.
    /// </summary>
    private ElementHeader ReadUnknownVR(DicomTag tag, ReadOnlySpan<byte> bytes, bool big, long start, long end)
    {
        var isLetters = char.IsAsciiLetterUpper((char)bytes[4]) && char.IsAsciiLetterUpper((char)bytes[5]);
        Warn(start, $"{tag} has no valid VR", true);
        if (isLetters && bytes[6] == 0 && bytes[7] == 0 && end - start >= 12)
        {
            var length = LongLength(Peek(start + 8, 4), big);
            if (length >= 0 && length <= end - start - 12)
            {
                return new ElementHeader(tag, DicomVR.UN, length, start, start + 12);
            }
        }

        var shortLength = big ? BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        var implicitLength = LongLength(bytes[4..], big);
        if (!isLetters && implicitLength >= 0 && implicitLength <= end - start - 8)
        {
            return new ElementHeader(tag, DicomVR.UN, implicitLength, start, start + 8);
        }

        return shortLength <= end - start - 8
            ? new ElementHeader(tag, DicomVR.UN, shortLength, start, start + 8)
            : throw DicomParseException.Damaged(start, $"{tag} has no valid VR and no length that fits");
    }

    private ElementHeader ReadImplicitHeader(DicomDataset dataset, long end)
    {
        var start = Position;
        if (end - start < 8)
        {
            throw DicomParseException.Truncated(start, "the data end inside an element header");
        }

        var bytes = source.Keep(start, 8, ReadAhead).Span;
        var tag = ReadTag(bytes, bigEndian: false);
        var length = LongLength(bytes[4..], big: false);
        var vr = ImplicitVR(dataset, tag);

        // Undefined length with implicit VR means items, unless it is pixel data; the dictionary may not know the tag (PS3.5 7.5).
        if (length < 0 && vr is not (DicomVR.SQ or DicomVR.OB or DicomVR.OW))
        {
            vr = DicomVR.SQ;
        }

        return new ElementHeader(tag, vr, length, start, start + 8);
    }

    private static DicomVR ImplicitVR(DicomDataset dataset, DicomTag tag)
    {
        if (tag.Group == 0xFFFE)
        {
            return DicomVR.None;
        }

        var vr = dataset.VRFor(tag);
        if (vr is (DicomVR.US or DicomVR.SS) && SignDependentTags.Contains(tag))
        {
            return IsSigned(dataset) ? DicomVR.SS : DicomVR.US;
        }

        return vr;
    }

    /// <summary>"US or SS" follows (0028,0103) of the nearest data set that has one (PS3.3 C.7.6.3.1.2).</summary>
    private static bool IsSigned(DicomDataset dataset)
    {
        for (var d = dataset; d is not null; d = d.Parent)
        {
            if (d.Find(DicomTags.PixelRepresentation) is { } element)
            {
                return element.Text == "1";
            }
        }

        return false;
    }

    private static long LongLength(ReadOnlySpan<byte> bytes, bool big)
    {
        var length = big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length == uint.MaxValue ? -1 : length;
    }
}
