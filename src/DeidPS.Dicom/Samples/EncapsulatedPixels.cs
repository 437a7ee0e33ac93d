using System.Buffers.Binary;

namespace DeidPS.Dicom;

/// <summary>Makes encapsulated pixel data in memory (PS3.5 A.4): a Basic Offset Table and one fragment per frame.</summary>
internal static class EncapsulatedPixels
{
    /// <summary>Makes the element.</summary>
    /// <param name="frames">Frames, each of even length.</param>
    public static DicomElement Create(IReadOnlyList<byte[]> frames)
    {
        using var stream = new MemoryStream();
        var encoding = DatasetEncoding.ExplicitLittle;
        stream.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        WriteItem(stream, 0xE000, OffsetTable(frames));
        foreach (var frame in frames)
        {
            WriteItem(stream, 0xE000, frame);
        }

        WriteItem(stream, 0xE0DD, []);
        var source = new MemorySource(stream.ToArray());
        var dataset = new DicomDataset { Encoding = encoding };
        new DicomReader(source, DicomReadOptions.Default, []).ReadToEnd(dataset);
        return dataset[0];
    }

    private static byte[] OffsetTable(IReadOnlyList<byte[]> frames)
    {
        var table = new byte[4 * frames.Count];
        uint offset = 0;
        for (var i = 0; i < frames.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 * i), offset);
            offset += 8 + (uint)frames[i].Length;
        }

        return table;
    }

    private static void WriteItem(MemoryStream stream, ushort element, byte[] value)
    {
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)value.Length);
        stream.Write(header);
        stream.Write(value);
    }
}
