using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Frames as pictures: whole, in part, and why there is none.</summary>
public sealed class FramePicturesTests
{
    private const string RunLength = "1.2.840.10008.1.2.5";

    [Fact]
    public void A_part_of_a_frame_is_shown_with_its_own_pixels()
    {
        // Columns 0 to 7, dark to light; frame 2 the other way round.
        var pixels = new byte[2 * 8 * 4];
        for (var i = 0; i < 32; i++)
        {
            pixels[i] = (byte)(i % 8 * 30);
            pixels[32 + i] = (byte)(210 - (i % 8 * 30));
        }

        using var file = Image("MONOCHROME2", 8, 4, pixels, frames: 2, window: (105, 210));
        var pictures = FramePictures.Of(file, out var problem)!;
        Assert.Equal((FrameProblem.None, 8, 4, 2), (problem, pictures.Columns, pictures.Rows, pictures.Frames));
        var right = pictures.Read(0, 100, new PixelRectangle(6, 1, 99, 3), out problem)!;
        Assert.Equal((2, 2), (right.Width, right.Height));
        Assert.Equal([218, 218, 218, 255, 255, 255], right.Rgb[..6].ToArray());
        Assert.Equal(255, pictures.Read(1, 100, null, out _)!.Rgb.Span[0]);
        var small = pictures.Read(0, 4, null, out _)!;
        Assert.Equal((4, 2), (small.Width, small.Height));
        Assert.Null(pictures.Read(2, 4, null, out problem));
        Assert.Equal(FrameProblem.Damaged, problem);
        Assert.Null(pictures.Read(0, 4, new PixelRectangle(8, 0, 9, 4), out _));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], small.ToPng()[..4]);
    }

    [Fact]
    public void Pixels_that_share_their_colour_are_told_apart()
    {
        // Y Y CB CR: black and white, without colour; then red.
        using var file = Image("YBR_FULL_422", 4, 1, [0, 255, 128, 128, 76, 76, 85, 255]);
        var picture = FramePictures.Of(file, out _)!.Read(0, 10, null, out _)!;
        Assert.Equal([0, 0, 0, 255, 255, 255], picture.Rgb[..6].ToArray());
        Assert.InRange(picture.Rgb.Span[6], 250, 255);
        Assert.InRange(picture.Rgb.Span[7], 0, 5);
        using var odd = Image("YBR_FULL_422", 3, 1, new byte[6]);
        Assert.Null(FramePictures.Of(odd, out var problem));
        Assert.Equal(FrameProblem.Damaged, problem);
    }

    [Theory]
    [InlineData(4, 16, FrameProblem.None)]
    [InlineData(4, 24, FrameProblem.None)]
    [InlineData(3, 18, FrameProblem.None)]
    [InlineData(3, 12, FrameProblem.Damaged)]
    [InlineData(4, 20, FrameProblem.Damaged)]
    [InlineData(4, 26, FrameProblem.Damaged)]
    public void The_length_tells_whether_pixels_share_their_colour(int columns, int length, FrameProblem expected)
    {
        // Two frames, the second of which is red to its last pixel.
        byte[] red = length == 4 * columns ? [76, 76, 85, 255] : [76, 85, 255];
        var pixels = Enumerable.Range(0, length).Select(i => i < length / 2 ? (byte)0 : red[(i - (length / 2)) % red.Length]).ToArray();
        using var file = Image("YBR_FULL_422", columns, 1, pixels, frames: 2);
        var pictures = FramePictures.Of(file, out var problem);
        Assert.Equal((expected, expected == FrameProblem.None), (problem, pictures is not null));
        if (pictures is not null)
        {
            var last = pictures.Read(1, 10, null, out _)!.Rgb.Span[^3..];
            Assert.True(last[0] > 250 && last[1] < 5 && last[2] < 5);
        }
    }

    [Fact]
    public void A_compressed_frame_gives_the_same_parts_as_a_native_one()
    {
        var pixels = Enumerable.Range(0, 64).Select(i => (byte)(i * 4)).ToArray();
        using var native = Image("MONOCHROME2", 8, 8, pixels, window: (128, 256));
        using var compressed = Compressed(8, 8, [Packed(pixels), Packed([.. pixels.Reverse()])]);
        var (plain, packed) = (FramePictures.Of(native, out _)!, FramePictures.Of(compressed, out _)!);
        foreach (var part in new PixelRectangle?[] { null, new(0, 0, 8, 2), new(5, 3, 8, 8) })
        {
            Assert.Equal(plain.Read(0, 100, part, out _)!.Rgb.ToArray(), packed.Read(0, 100, part, out _)!.Rgb.ToArray());
        }

        Assert.Equal(plain.Read(0, 100, null, out _)!.Rgb.Span[0], packed.Read(1, 100, null, out _)!.Rgb.Span[^1]);
    }

    [Fact]
    public void Damage_and_what_is_not_decoded_are_told_apart()
    {
        Assert.Equal(FrameProblem.Damaged, ProblemOf(Compressed(8, 8, [new byte[70]], frames: 1)));
        Assert.Equal(FrameProblem.Damaged, ProblemOf(Compressed(8, 8, [], frames: 1)));
        Assert.Equal(FrameProblem.Damaged, ProblemOf(Image("MONOCHROME2", 8, 8, new byte[62])));
        Assert.Equal(FrameProblem.NotDecoded, ProblemOf(Compressed(8, 8, [new byte[70]], frames: 1, syntax: "1.2.840.10008.1.2.4.90")));
        Assert.Equal(FrameProblem.NotDecoded, ProblemOf(Image("HSV", 8, 8, new byte[64])));
        Assert.Equal(FrameProblem.Damaged, ProblemOf(Compressed(8, 8, [[0xFF, 0xD8, 0xFF, 0xC0, 0, 1, 2, 3]], frames: 1, syntax: "1.2.840.10008.1.2.4.50")));
        var none = Image("MONOCHROME2", 8, 8, new byte[64]);
        none.Dataset.Remove(DicomTags.PixelData);
        Assert.Equal(FrameProblem.NoImage, ProblemOf(none));
    }

    private static FrameProblem ProblemOf(DicomFile file)
    {
        using (file)
        {
            if (FramePictures.Of(file, out var problem) is { } pictures)
            {
                Assert.Null(pictures.Read(0, 10, null, out problem));
            }

            return problem;
        }
    }

    /// <summary>A frame in one segment, without any repetition (PS3.5 Annex G).</summary>
    private static byte[] Packed(byte[] pixels)
    {
        var frame = new List<byte>(new byte[64]) { [0] = 1, [4] = 64 };
        frame.Add((byte)(pixels.Length - 1));
        frame.AddRange(pixels);
        return [.. frame];
    }

    private static DicomFile Compressed(int columns, int rows, byte[][] fragments, int? frames = null, string syntax = RunLength)
    {
        using var header = new MemoryStream();
        using (var file = DicomFile.Create(Header("MONOCHROME2", columns, rows, frames ?? fragments.Length), DicomTransferSyntax.Find(syntax)!))
        {
            file.Dataset.SetText(new DicomTag(0x00281050), "128");
            file.Dataset.SetText(new DicomTag(0x00281051), "256");
            file.EnsureFileMeta();
            file.WriteTo(header);
        }

        return DicomFile.Open((byte[])[.. header.ToArray(), .. PixelCarriersTests.Encapsulated(fragments)]);
    }

    private static DicomFile Image(string photometric, int columns, int rows, byte[] pixels, int frames = 1, (int Centre, int Width)? window = null)
    {
        var dataset = Header(photometric, columns, rows, frames);
        if (window is { } w)
        {
            dataset.SetText(new DicomTag(0x00281050), $"{w.Centre}");
            dataset.SetText(new DicomTag(0x00281051), $"{w.Width}");
        }

        dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OB, pixels));
        return DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
    }

    private static DicomDataset Header(string photometric, int columns, int rows, int frames)
    {
        var dataset = new DicomDataset();
        foreach (var (tag, text) in new (uint, string)[]
        {
            (0x00080016, "1.2.840.10008.5.1.4.1.1.7"), (0x00280002, photometric.StartsWith("MONO", StringComparison.Ordinal) || photometric == "HSV" ? "1" : "3"), (0x00280004, photometric), (0x00280008, $"{frames}"),
            (0x00280010, $"{rows}"), (0x00280011, $"{columns}"), (0x00280100, "8"), (0x00280101, "8"), (0x00280103, "0"),
        })
        {
            dataset.SetText(new DicomTag(tag), text);
        }

        return dataset;
    }
}
