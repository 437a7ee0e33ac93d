using System.Buffers.Binary;
using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Streams, boxes and files to plant something in.</summary>
public sealed partial class PixelCarriersTests
{
    private static byte[] Profile()
    {
        byte[] description = [.. "desc"u8, 0, 0, 0, 0, 0, 0, 0, (byte)s_secret.Length, .. s_secret, .. new byte[79]];
        byte[] text = [.. "text"u8, 0, 0, 0, 0, .. s_secret, 0];
        var unicode = Encoding.BigEndianUnicode.GetBytes("ZZPLANT");
        byte[] localised = [.. "mluc"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12, .. "enGB"u8, 0, 0, 0, (byte)unicode.Length, 0, 0, 0, 28, .. unicode];
        byte[] numbers = [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 4, .. "NUMBERS!"u8];
        byte[] unknown = [.. "ZZZZ"u8, 0, 0, 0, 0, .. s_secret];
        byte[][] data = [description, text, localised, numbers, unknown];
        var profile = new List<byte>(new byte[128]);
        profile.AddRange([0, 0, 0, 5]);
        var at = 132 + (12 * data.Length);
        foreach (var tag in data)
        {
            var entry = new byte[12];
            "desc"u8.CopyTo(entry);
            BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(4), at);
            BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(8), tag.Length);
            profile.AddRange(entry);
            at += tag.Length;
        }

        profile.AddRange(data.SelectMany(d => d));
        profile.AddRange(s_secret);
        var result = profile.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(result, result.Length);
        result[8] = 2;
        "mntrRGB XYZ "u8.CopyTo(result.AsSpan(12));
        "acsp"u8.CopyTo(result.AsSpan(36));
        return [.. result, .. new byte[result.Length & 1]];
    }

    private static byte[] Stream(string syntax)
    {
        byte[] stream =
        [
            0xFF, 0xD8, .. Segment(0xE0, [.. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 1, 1, .. "ZZPLANT"u8]), 0xFF, .. Segment(0xE1, [.. "Exif\0\0"u8, .. s_secret]),
            .. Segment(0xFE, s_secret), .. Segment(0xE8, syntax == JpegLs ? [.. "mrfx"u8, 1] : s_secret), .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1]),
            .. Segment(syntax == JpegLs ? (byte)0xF7 : (byte)0xC0, [8, 0, 1, 0, 1, 1, 1, 0x11, 0]), .. Segment(0xDA, [1, 1, 0, 0, 0, 0]), .. "PICTURE"u8, 0xFF, 0xD9,
        ];
        return (stream.Length & 1) == 0 ? stream : [.. stream, 0];
    }

    private static byte[] Codestream()
    {
        byte[] tile = [0xFF, 0x64, 0, (byte)(4 + s_secret.Length), 0, 1, .. s_secret, 0xFF, 0x93, .. "PICTURE"u8];
        byte[] stream =
        [
            0xFF, 0x4F, .. Segment(0x51, new byte[36]), .. Segment(0x64, [0, 1, .. s_secret]),
            .. Segment(0x90, [0, 0, 0, 0, 0, (byte)(12 + tile.Length), 0, 2]), .. tile,
            .. Segment(0x90, [0, 0, 0, 0, 0, 0, 1, 2]), .. tile, 0xFF, 0xD9,
        ];
        return (stream.Length & 1) == 0 ? stream : [.. stream, 0];
    }

    private static byte[] Segment(byte marker, byte[] payload) => [0xFF, marker, (byte)((payload.Length + 2) >> 8), (byte)(payload.Length + 2), .. payload];

    private static byte[] Box(string type, byte[] payload)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, payload.Length + 8);
        return [.. length, .. Encoding.ASCII.GetBytes(type), .. payload];
    }

    private static byte[] Planted(byte[] frame)
    {
        byte[] result = [0xFF, 0xD8, .. Segment(0xFE, s_secret), .. Segment(0xE1, s_secret), .. frame[2..]];
        return result;
    }

    private static byte[] Fragment(DicomElement element, int index)
    {
        var bytes = new byte[element.Fragments[index].Length];
        Assert.Equal(bytes.Length, element.ReadFragment(index, 0, bytes));
        return bytes;
    }

    private static byte[] Joined(DicomFile file)
    {
        var pixels = file.Dataset.Find(DicomTags.PixelData)!;
        return [.. Enumerable.Range(1, pixels.Fragments.Count - 1).SelectMany(i => Fragment(pixels, i))];
    }

    private static DicomDataset Image(int allocated, int stored)
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7", DicomVR.UI);
        dataset.SetText(DicomTags.SOPInstanceUID, "1.2.3.4.5", DicomVR.UI);
        dataset.SetText(new DicomTag(0x00280100), allocated.ToString(System.Globalization.CultureInfo.InvariantCulture), DicomVR.US);
        dataset.SetText(new DicomTag(0x00280101), stored.ToString(System.Globalization.CultureInfo.InvariantCulture), DicomVR.US);
        dataset.SetText(new DicomTag(0x00280102), (stored - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), DicomVR.US);
        return dataset;
    }

    private static DicomFile File(string syntax, byte[][] frames, int fragmentSize, int count)
    {
        var dataset = Image(8, 8);
        dataset.SetText(new DicomTag(0x00280008), count.ToString(System.Globalization.CultureInfo.InvariantCulture), DicomVR.IS);
        using var file = DicomFile.Create(dataset, DicomTransferSyntax.Find(syntax)!);
        var fragments = fragmentSize == 0 ? frames : [.. frames.SelectMany(f => f.Chunk(fragmentSize))];

        // The first piece must be long enough to be known as a beginning.
        if (fragmentSize is > 0 and < 12)
        {
            fragments = [[.. frames[0].Take(12)], .. frames[0].Skip(12).Chunk(fragmentSize)];
        }

        return DicomFile.Open((byte[])[.. Bytes(file), .. Encapsulated(fragments)]);
    }

    internal static byte[] Encapsulated(IEnumerable<byte[]> fragments)
    {
        using var stream = new MemoryStream();
        stream.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0]);
        foreach (var fragment in fragments)
        {
            var header = new byte[8] { 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0 };
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), fragment.Length + (fragment.Length & 1));
            stream.Write(header);
            stream.Write(fragment);
            stream.Write(new byte[fragment.Length & 1]);
        }

        stream.Write([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        return stream.ToArray();
    }

    private static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }
}
