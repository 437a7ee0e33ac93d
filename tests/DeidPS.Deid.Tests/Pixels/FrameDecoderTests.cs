using System.Diagnostics;
using DeidPS.Deid.Pixels;
using DeidPS.Dicom;
using StbImageWriteSharp;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Compressed frames: found, decoded, and refused when they would cost too much.</summary>
public sealed class FrameDecoderTests
{
    private const string BaselineJpeg = "1.2.840.10008.1.2.4.50";

    [Fact]
    public void Grey_jpeg_goes_through_the_window_as_native_pixels_do()
    {
        // Window 128/256 of the file: LINEAR brings 0..255 to 0..255.
        var greys = ImageFile.Greys(ImageFile.Compressed(16, 16, [Jpeg(16, 16, 100, 100, 100)], syntax: BaselineJpeg));
        Assert.All(greys, g => Assert.InRange(g, 98, 102));
        var inverted = ImageFile.Greys(ImageFile.Compressed(16, 16, [Jpeg(16, 16, 100, 100, 100)], syntax: BaselineJpeg, photometric: "MONOCHROME1"));
        Assert.All(inverted, g => Assert.InRange(g, 153, 157));
        Assert.All(ImageFile.Greys(ImageFile.Compressed(16, 16, [Jpeg(16, 16, 100, 100, 100)], syntax: BaselineJpeg), (101, 2)), g => Assert.True(g is 0 or 255));
        var red = ImageFile.Rgb(ImageFile.Compressed(16, 16, [Jpeg(16, 16, 250, 10, 10)], syntax: BaselineJpeg, photometric: "YBR_FULL_422"));
        Assert.All(red.Chunk(3), p => Assert.True(p[0] > 240 && p[1] < 20 && p[2] < 20));
    }

    [Fact]
    public void Frames_of_several_fragments_each_are_found()
    {
        var frames = new[] { Jpeg(16, 16, 10, 10, 10), Jpeg(16, 16, 120, 120, 120), Jpeg(16, 16, 240, 240, 240) };
        var fragments = frames.SelectMany(f => new[] { f[..100], f[100..] }).ToArray();
        using var file = ImageFile.Compressed(16, 16, fragments, frames: 3, syntax: BaselineJpeg);
        var pictures = FramePictures.Of(file, out _)!;
        foreach (var (frame, grey) in new[] { (2, 240), (0, 10), (1, 120) })
        {
            Assert.InRange(pictures.Read(frame, (1, 1), null, out _, default)!.Rgb.Span[0], grey - 2, grey + 2);
        }

        // Two frames in one fragment each, and a header that tells of four.
        using var fewer = ImageFile.Compressed(16, 16, frames[..2], frames: 4, syntax: BaselineJpeg);
        Assert.Null(FramePictures.Of(fewer, out _)!.Read(2, (1, 1), null, out var problem, default));
        Assert.Equal(FrameProblem.Damaged, problem);
    }

    [Fact]
    public void A_picture_with_thousands_of_scans_costs_nothing()
    {
        var jpeg = Jpeg(2048, 2048, 100, 100, 100);
        var scan = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var header = jpeg[scan..(scan + 14)];
        byte[] bomb = [.. jpeg[..scan], .. Enumerable.Repeat(header, 20_000).SelectMany(h => h), 0xFF, 0xD9];
        using var file = ImageFile.Compressed(2048, 2048, [bomb], syntax: BaselineJpeg, photometric: "YBR_FULL_422");
        var clock = Stopwatch.StartNew();
        Assert.Null(FramePictures.Of(file, out _)!.Read(0, (1, 1), null, out var problem, default));
        Assert.Equal(FrameProblem.Damaged, problem);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void Decoding_stops_when_it_is_told()
    {
        using var file = JpegFile(64, 48);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var decoder = new FrameDecoder(file.Dataset.Find(DicomTags.PixelData)!, PixelForm.Of(file.Dataset)!, BaselineJpeg);
        Assert.NotNull(decoder.Decode(0, out _, default));
        Assert.ThrowsAny<OperationCanceledException>(() => decoder.Decode(0, out _, stop.Token));
    }

    [Fact]
    public void A_frame_of_many_million_samples_is_not_decoded()
    {
        using var file = ImageFile.Compressed(16000, 16000, [new byte[70]]);
        Assert.Null(FramePictures.Of(file, out _)!.Read(0, (1, 1), null, out var problem, default));
        Assert.Equal(FrameProblem.NotDecoded, problem);
        Assert.Equal("PixelDataUnsupported", FrameException.For(problem, file).ErrorId);
    }

    /// <summary>An object of two frames with all colours.</summary>
    internal static DicomFile JpegFile(int columns, int rows)
    {
        var frame = Jpeg(columns, rows, [.. Enumerable.Range(0, 3 * columns * rows).Select(i => (byte)(i * 7))]);
        return ImageFile.Compressed(columns, rows, [frame, frame], syntax: BaselineJpeg, photometric: "YBR_FULL_422");
    }

    /// <summary>A picture of one colour.</summary>
    private static byte[] Jpeg(int columns, int rows, byte red, byte green, byte blue) =>
        Jpeg(columns, rows, [.. Enumerable.Range(0, 3 * columns * rows).Select(i => (i % 3) switch { 0 => red, 1 => green, _ => blue })]);

    private static byte[] Jpeg(int columns, int rows, byte[] rgb)
    {
        using var stream = new MemoryStream();
        new ImageWriter().WriteJpg(rgb, columns, rows, ColorComponents.RedGreenBlue, stream, 95);
        return stream.ToArray();
    }
}
