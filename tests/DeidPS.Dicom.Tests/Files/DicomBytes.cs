using System.Buffers.Binary;
using System.Text;

namespace DeidPS.Dicom.Tests.Files;

/// <summary>Writes encoded elements by hand, sound and unsound, so that the reader is not tested by its own writer.</summary>
internal sealed class DicomBytes(bool isExplicit = true, bool isBig = false)
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    public int Length => _bytes.Count;

    public DicomBytes Text(uint tag, string vr, string value)
    {
        var bytes = Encoding.Latin1.GetBytes(value);
        return Element(tag, vr, (bytes.Length & 1) == 0 ? bytes : [.. bytes, vr == "UI" ? (byte)0 : (byte)' ']);
    }

    public DicomBytes Element(uint tag, string vr, byte[] value) => Header(tag, vr, (uint)value.Length).Raw(value);

    public DicomBytes Number(uint tag, string vr, uint value)
    {
        var bytes = vr == "US" ? BitConverter.GetBytes((ushort)value) : BitConverter.GetBytes(value);
        if (isBig)
        {
            Array.Reverse(bytes);
        }

        return Element(tag, vr, bytes);
    }

    /// <summary>A header of any length field, whatever follows.</summary>
    public DicomBytes Header(uint tag, string vr, uint length)
    {
        Tag(tag);
        if (!isExplicit)
        {
            return UInt32(length);
        }

        _bytes.AddRange(Encoding.ASCII.GetBytes(vr));
        if (vr is "OB" or "OW" or "OF" or "OD" or "OL" or "OV" or "SQ" or "UN" or "UC" or "UR" or "UT" or "SV" or "UV")
        {
            _bytes.AddRange([0, 0]);
            return UInt32(length);
        }

        return UInt16((ushort)length);
    }

    public DicomBytes Sequence(uint tag, bool undefined, params DicomBytes[] items) => Sequence(tag, "SQ", undefined, items);

    public DicomBytes Sequence(uint tag, string vr, bool undefined, params DicomBytes[] items)
    {
        var inner = new DicomBytes(isExplicit, isBig);
        foreach (var item in items)
        {
            inner.Tag(0xFFFEE000).UInt32(undefined ? uint.MaxValue : (uint)item.Length).Raw(item.Bytes);
            if (undefined)
            {
                inner.Tag(0xFFFEE00D).UInt32(0);
            }
        }

        Header(tag, vr, undefined ? uint.MaxValue : (uint)inner.Length).Raw(inner.Bytes);
        return undefined ? Tag(0xFFFEE0DD).UInt32(0) : this;
    }

    public DicomBytes Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public DicomBytes Tag(uint tag) => UInt16((ushort)(tag >> 16)).UInt16((ushort)tag);

    public DicomBytes UInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (isBig)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }

        return Raw(bytes.ToArray());
    }

    public DicomBytes UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (isBig)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }

        return Raw(bytes.ToArray());
    }

    /// <summary>The bytes behind a preamble and file meta information of a transfer syntax.</summary>
    public byte[] File(string transferSyntax)
    {
        var meta = new DicomBytes()
            .Element(0x00020001, "OB", [0, 1])
            .Text(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.7")
            .Text(0x00020003, "UI", "2.25.1")
            .Text(0x00020010, "UI", transferSyntax);
        var start = new DicomBytes().Raw(new byte[128]).Raw("DICM"u8.ToArray()).Number(0x00020000, "UL", (uint)meta.Length);
        return [.. start.Bytes, .. meta.Bytes, .. Bytes];
    }

    public byte[] File() => File(isBig ? "1.2.840.10008.1.2.2" : isExplicit ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2");
}
