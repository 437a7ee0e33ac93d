using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Objects of a few pixels, in memory.</summary>
internal static class ImageFile
{
    private const string RunLength = "1.2.840.10008.1.2.5";

    /// <summary>A frame in one segment, without any repetition (PS3.5 Annex G).</summary>
    public static byte[] Packed(byte[] pixels)
    {
        var frame = new List<byte>(new byte[64]) { [0] = 1, [4] = 64 };
        frame.Add((byte)(pixels.Length - 1));
        frame.AddRange(pixels);
        return [.. frame];
    }

    public static DicomFile Compressed(int columns, int rows, byte[][] fragments, int? frames = null, string syntax = RunLength, string photometric = "MONOCHROME2")
    {
        using var header = new MemoryStream();
        using (var file = DicomFile.Create(Header(photometric, columns, rows, frames ?? fragments.Length), DicomTransferSyntax.Find(syntax)!))
        {
            file.Dataset.SetText(new DicomTag(0x00281050), "128");
            file.Dataset.SetText(new DicomTag(0x00281051), "256");
            file.EnsureFileMeta();
            file.WriteTo(header);
        }

        return DicomFile.Open((byte[])[.. header.ToArray(), .. PixelCarriersTests.Encapsulated(fragments)]);
    }

    public static DicomFile Native(string photometric, int columns, int rows, byte[] pixels, int frames = 1, (int Centre, int Width)? window = null, Action<DicomDataset>? adjust = null)
    {
        var dataset = Header(photometric, columns, rows, frames);
        if (window is { } w)
        {
            dataset.SetText(new DicomTag(0x00281050), $"{w.Centre}");
            dataset.SetText(new DicomTag(0x00281051), $"{w.Width}");
        }

        dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OB, pixels));
        adjust?.Invoke(dataset);
        return DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
    }

    /// <summary>Columns and rows of 16 bits; what <paramref name="adjust"/> sets on top of it.</summary>
    public static DicomFile Words(int columns, int rows, int[] pixels, Action<DicomDataset>? adjust = null) =>
        Native("MONOCHROME2", columns, rows, [.. pixels.SelectMany(p => BitConverter.GetBytes((ushort)p))], adjust: dataset =>
        {
            dataset.SetText(new DicomTag(0x00280100), "16");
            dataset.SetText(new DicomTag(0x00280101), "16");
            adjust?.Invoke(dataset);
        });

    /// <summary>The file as it is read from a disk, in another transfer syntax than it was made in.</summary>
    public static DicomFile Reread(DicomFile file, DicomTransferSyntax syntax)
    {
        using (file)
        {
            using var stream = new MemoryStream();
            using var other = DicomFile.Create(file.Dataset, syntax);
            other.WriteTo(stream);
            return DicomFile.Open(stream.ToArray());
        }
    }

    /// <summary>Red, green and blue of the whole middle frame, pixel by pixel as they are stored.</summary>
    public static byte[] Rgb(DicomFile file, (double Centre, double Width)? window = null)
    {
        using (file)
        {
            var pictures = FramePictures.Of(file, out _)!;
            return pictures.Read(pictures.MiddleFrame, (pictures.Columns, pictures.Rows), window, out _, default)!.Rgb.ToArray();
        }
    }

    /// <summary>As <see cref="Rgb"/>, of grey pictures: one byte for each pixel.</summary>
    public static byte[] Greys(DicomFile file, (double Centre, double Width)? window = null)
    {
        var rgb = Rgb(file, window);
        Assert.All(rgb.Chunk(3), pixel => Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]));
        return [.. rgb.Chunk(3).Select(pixel => pixel[0])];
    }

    private static DicomDataset Header(string photometric, int columns, int rows, int frames)
    {
        var dataset = new DicomDataset();
        foreach (var (tag, text) in new (uint, string)[]
        {
            (0x00080016, "1.2.840.10008.5.1.4.1.1.7"), (0x00280002, photometric is "RGB" or "YBR_FULL" or "YBR_FULL_422" ? "3" : "1"), (0x00280004, photometric), (0x00280008, $"{frames}"),
            (0x00280010, $"{rows}"), (0x00280011, $"{columns}"), (0x00280100, "8"), (0x00280101, "8"), (0x00280103, "0"),
        })
        {
            dataset.SetText(new DicomTag(tag), text);
        }

        return dataset;
    }
}
