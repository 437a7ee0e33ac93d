using System.Diagnostics;
using DeidPS.Deid.Pixels;
using DeidPS.Dicom;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Damaged objects give a picture or a problem, soon and without any other error.</summary>
public sealed class PictureFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20261129;
    private const int Rounds = 3000;

    /// <summary>Attributes that say where pixels are and how they are shown.</summary>
    private static readonly uint[] s_tags =
    [
        0x00280002, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011, 0x00280030, 0x00280034, 0x00280100, 0x00280101, 0x00280102, 0x00280103, 0x00280120, 0x00280121, 0x00281050, 0x00281051, 0x00281052, 0x00281053,
        0x00281056, 0x00281101, 0x00281201, 0x00283000, 0x52009229, 0x52009230,
    ];

    private static readonly string[] s_texts =
    [
        "", "0", "1", "2", "3", "4", "7", "8", "12", "16", "17", "32", "255", "4096", "65535", "-1", "-32768", "2147483647", "-2147483648", "1e308", "-1e308", "1e-300", "NaN", "x", "1\\0", "0\\1", "1\\2\\16", "0\\-5\\8",
        "RGB", "YBR_FULL", "YBR_FULL_422", "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "SIGMOID", "LINEAR_EXACT",
    ];

    [Fact]
    public void Damaged_objects_end_in_a_picture_or_a_problem()
    {
        var random = new Random(Seed);
        using var study = SampleStudy.Create(Seed);
        List<byte[]> originals = [.. study.Objects.Where(o => o.File.Dataset.Contains(DicomTags.PixelData)).Select(o => Bytes(o.File)), .. Compressed()];
        int drawn = 0, refused = 0, unread = 0;
        var slowest = TimeSpan.Zero;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Damage(random, originals[random.Next(originals.Count)]);
            var clock = Stopwatch.StartNew();
            try
            {
                using var file = DicomFile.Open(bytes);
                Tell(random, file.Dataset);
                if (Draw(random, file))
                {
                    drawn++;
                }
                else
                {
                    refused++;
                }
            }
            catch (DeidException)
            {
                unread++;
            }

            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }

        output.WriteLine($"seed {Seed}: {drawn} drawn, {refused} refused, {unread} not read; slowest {slowest.TotalMilliseconds:0} ms");
        Assert.True(drawn > Rounds / 10 && refused > Rounds / 10);
        Assert.InRange(slowest.TotalSeconds, 0, 5);
    }

    private static bool Draw(Random random, DicomFile file)
    {
        if (FramePictures.Of(file, out var problem) is not { } pictures)
        {
            Assert.NotEqual(FrameProblem.None, problem);
            Assert.NotEmpty(FrameException.For(problem, file).Message);
            return false;
        }

        var frame = random.Next(2) == 0 ? pictures.MiddleFrame : random.Next(pictures.Frames);
        Assert.InRange(pictures.AspectOf(frame), 0.05, 20);
        (double, double)? window = random.Next(3) == 0 ? (random.Next(-1000, 1000), random.NextDouble() * 100) : null;
        var picture = pictures.Read(frame, (random.Next(1, 60), random.Next(1, 60)), window, out problem, default);
        Assert.Equal(picture is null, problem != FrameProblem.None);
        return picture is not null;
    }

    /// <summary>Changes bytes in the header, and in the pixels, where compressed ones have structure too.</summary>
    private static byte[] Damage(Random random, byte[] original)
    {
        var bytes = (byte[])original.Clone();
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            var at = random.Next(4) switch { 0 => random.Next(132, Math.Min(bytes.Length, 4000)), _ => random.Next(132, bytes.Length) };
            bytes[at] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
        }

        return random.Next(10) == 0 ? bytes[..random.Next(200, bytes.Length)] : bytes;
    }

    /// <summary>Tells lies about the pixels.</summary>
    private static void Tell(Random random, DicomDataset dataset)
    {
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            var (tag, text) = (new DicomTag(s_tags[random.Next(s_tags.Length)]), s_texts[random.Next(s_texts.Length)]);
            var words = text.Split('\\').Select(t => ushort.TryParse(t, out var word) ? word : (ushort)7);
            dataset.Set(random.Next(4) == 0
                ? DicomElement.Create(tag, DicomVR.US, (byte[])[.. words.SelectMany(BitConverter.GetBytes)])
                : DicomElement.Create(tag, DicomVR.LO, System.Text.Encoding.ASCII.GetBytes(text)));
        }
    }

    private static IEnumerable<byte[]> Compressed()
    {
        foreach (var file in new[] { FrameDecoderTests.JpegFile(64, 48), ImageFile.Compressed(16, 8, [ImageFile.Packed(new byte[128]), ImageFile.Packed(new byte[128])]) })
        {
            using (file)
            {
                yield return Bytes(file);
            }
        }
    }

    private static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }
}
