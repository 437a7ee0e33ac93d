using DeidPS.Deid.Proof.Report;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using StbImageSharp;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Proof;

public sealed class ThumbnailTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("MONOCHROME2", 8, 0, 255)]
    [InlineData("MONOCHROME1", 8, 255, 0)]
    [InlineData("MONOCHROME2", 16, 0, 255)]
    public void Grey_runs_from_dark_to_light(string photometric, int bits, int left, int right)
    {
        var image = Decode(ThumbnailMaker.Of(Grey(photometric, bits, 300, 200)));
        Assert.Equal((96, 64), (image.Width, image.Height));
        Assert.InRange(image.Data[0], Math.Max(0, left - 8), left + 8);
        Assert.InRange(image.Data[(95 * 3) + 1], Math.Max(0, right - 8), right + 8);
    }

    [Fact]
    public void Colour_keeps_its_channels_in_both_arrangements()
    {
        foreach (var planar in new[] { 0, 1 })
        {
            var pixels = new byte[3 * 16];
            for (var i = 0; i < 16; i++)
            {
                pixels[planar == 0 ? i * 3 : i] = 200;
                pixels[planar == 0 ? (i * 3) + 2 : 32 + i] = 10;
            }

            var image = Decode(ThumbnailMaker.Of(Image("RGB", 8, 3, 4, 4, pixels, planar)));
            Assert.Equal([200, 0, 10], image.Data[..3]);
        }
    }

    [Fact]
    public void Burnt_in_text_and_lies_about_the_size_give_no_picture()
    {
        var burnt = Grey("MONOCHROME2", 8, 16, 16);
        burnt.Dataset.SetText(DicomTags.BurnedInAnnotation, "YES");
        Assert.Null(ThumbnailMaker.Of(burnt).Png);
        var lie = Grey("MONOCHROME2", 8, 16, 16);
        lie.Dataset.SetText(new DicomTag(0x00280010), "60000");
        Assert.Null(ThumbnailMaker.Of(lie).Png);
        var frames = Grey("MONOCHROME2", 8, 16, 16);
        frames.Dataset.SetText(new DicomTag(0x00280008), "2147483647");
        Assert.Null(ThumbnailMaker.Of(frames).Png);
    }

    [Fact]
    public void Every_file_of_the_corpus_gives_a_picture_or_a_reason()
    {
        using var folder = new TemporaryFolder();
        var made = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var files = Corpus.FilesToRead(folder, output).Concat(Corpus.Malformed).ToList();
        foreach (var path in files)
        {
            DicomFile file;
            try
            {
                file = DicomFile.Open(path);
            }
            catch (DicomParseException)
            {
                continue;
            }

            using (file)
            {
                var thumbnail = ThumbnailMaker.Of(file);
                Assert.True(thumbnail.Png is not null || thumbnail.Note.Length > 0);
                if (thumbnail.Png is not null)
                {
                    var image = Decode(thumbnail);
                    Assert.InRange(Math.Max(image.Width, image.Height), 1, ThumbnailMaker.Side);
                }

                var key = thumbnail.Png is null ? thumbnail.Note : "picture: " + file.TransferSyntax.Name;
                made[key] = made.GetValueOrDefault(key) + 1;
            }
        }

        foreach (var (key, count) in made)
        {
            output.WriteLine($"{count} {key}");
        }
    }

    private static ImageResult Decode(Thumbnail thumbnail) => ImageResult.FromMemory(thumbnail.Png!, ColorComponents.RedGreenBlue);

    private static DicomFile Grey(string photometric, int bits, int columns, int rows)
    {
        var pixels = new byte[columns * rows * bits / 8];
        for (var i = 0; i < columns * rows; i++)
        {
            var value = i % columns * 255 / (columns - 1);
            if (bits == 8)
            {
                pixels[i] = (byte)value;
            }
            else
            {
                BitConverter.TryWriteBytes(pixels.AsSpan(i * 2), (ushort)(value * 16));
            }
        }

        return Image(photometric, bits, 1, columns, rows, pixels, 0);
    }

    private static DicomFile Image(string photometric, int bits, int samples, int columns, int rows, byte[] pixels, int planar)
    {
        var dataset = new DicomDataset();
        foreach (var (tag, text) in new (uint, string)[]
        {
            (0x00080016, "1.2.840.10008.5.1.4.1.1.7"), (0x00280002, $"{samples}"), (0x00280004, photometric), (0x00280006, $"{planar}"), (0x00280010, $"{rows}"), (0x00280011, $"{columns}"),
            (0x00280100, $"{bits}"), (0x00280101, $"{(bits == 8 ? 8 : 12)}"), (0x00280103, "0"),
        })
        {
            dataset.SetText(new DicomTag(tag), text);
        }

        dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, pixels));
        return DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
    }
}
