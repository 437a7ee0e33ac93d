using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Frames as pictures: whole, in part, and why there is none.</summary>
public sealed class FramePicturesTests
{
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

        using var file = ImageFile.Native("MONOCHROME2", 8, 4, pixels, frames: 2, window: (105, 210));
        var pictures = FramePictures.Of(file, out var problem)!;
        Assert.Equal((FrameProblem.None, 8, 4, 2), (problem, pictures.Columns, pictures.Rows, pictures.Frames));
        var right = pictures.Read(0, 100, new PixelRectangle(6, 1, 99, 3), out problem)!;
        Assert.Equal((2, 2), (right.Width, right.Height));
        // PS3.3 C.11.2.1.2.1: ((180 - 104.5) / 209 + 0.5) * 255 = 219.6.
        Assert.Equal([220, 220, 220, 255, 255, 255], right.Rgb[..6].ToArray());
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
        using var file = ImageFile.Native("YBR_FULL_422", 4, 1, [0, 255, 128, 128, 76, 76, 85, 255]);
        var picture = FramePictures.Of(file, out _)!.Read(0, 10, null, out _)!;
        Assert.Equal([0, 0, 0, 255, 255, 255], picture.Rgb[..6].ToArray());
        Assert.InRange(picture.Rgb.Span[6], 250, 255);
        Assert.InRange(picture.Rgb.Span[7], 0, 5);
        using var odd = ImageFile.Native("YBR_FULL_422", 3, 1, new byte[6]);
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
        using var file = ImageFile.Native("YBR_FULL_422", columns, 1, pixels, frames: 2);
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
        using var native = ImageFile.Native("MONOCHROME2", 8, 8, pixels, window: (128, 256));
        using var compressed = ImageFile.Compressed(8, 8, [ImageFile.Packed(pixels), ImageFile.Packed([.. pixels.Reverse()])]);
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
        Assert.Equal(FrameProblem.Damaged, ProblemOf(ImageFile.Compressed(8, 8, [new byte[70]], frames: 1)));
        Assert.Equal(FrameProblem.Damaged, ProblemOf(ImageFile.Compressed(8, 8, [], frames: 1)));
        Assert.Equal(FrameProblem.Damaged, ProblemOf(ImageFile.Native("MONOCHROME2", 8, 8, new byte[62])));
        Assert.Equal(FrameProblem.NotDecoded, ProblemOf(ImageFile.Compressed(8, 8, [new byte[70]], frames: 1, syntax: "1.2.840.10008.1.2.4.90")));
        Assert.Equal(FrameProblem.NotDecoded, ProblemOf(ImageFile.Native("HSV", 8, 8, new byte[64])));
        Assert.Equal(FrameProblem.Damaged, ProblemOf(ImageFile.Compressed(8, 8, [[0xFF, 0xD8, 0xFF, 0xC0, 0, 1, 2, 3]], frames: 1, syntax: "1.2.840.10008.1.2.4.50")));
        var none = ImageFile.Native("MONOCHROME2", 8, 8, new byte[64]);
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
}
