using System.Globalization;
using System.Text;
using DeidPS.Deid.Pixels;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Pictures beside those that dcmtk makes of the same frames, through the same window.</summary>
public sealed class PicturePeerTests(ITestOutputHelper output)
{
    /// <summary>Side of the pictures that are compared.</summary>
    private const int Side = 48;

    /// <summary>Difference of a pixel out of 255; decoders of JPEG may round otherwise, and smooth the colours that two pixels share.</summary>
    private const int Native = 2;
    private const int Jpeg = 5;

    /// <summary>Values between black and white. dcmtk rounds to whole numbers after the rescale, which leaves steps in a window of few.</summary>
    private const double LeastWidth = 50;

    [Fact]
    public void Pictures_are_those_of_dcmtk()
    {
        if (ExternalProgram.Find("dcmj2pnm") is not { } program)
        {
            output.WriteLine("missing: package dcmtk");
            return;
        }

        using var folder = new TemporaryFolder();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            try
            {
                using var file = DicomFile.Open(path);
                if (FramePictures.Of(file, out _) is { } pictures)
                {
                    Compare(program, path, file, pictures, counts, wrong);
                }
            }
            catch (DicomParseException)
            {
                // No picture of ours to compare with.
            }
        }

        foreach (var (kind, count) in counts)
        {
            output.WriteLine($"{count} {kind}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        var kinds = counts.Keys.ToList();
        Assert.Contains(kinds, k => k.Contains("MONOCHROME2", StringComparison.Ordinal));
        Assert.Contains(kinds, k => k.Contains("RGB", StringComparison.Ordinal));
        Assert.InRange(kinds.Select(k => k.Split(", ")[0]).Distinct().Count(), 3, 20);
    }

    private static void Compare(ExternalProgram program, string path, DicomFile file, FramePictures pictures, SortedDictionary<string, int> counts, List<string> wrong)
    {
        var frame = pictures.MiddleFrame;
        var (width, height) = (Math.Min(Side, pictures.Columns), Math.Min(Side, pictures.Rows));
        if (pictures.Read(frame, (width, height), null, out _, default) is not { } ours || ours.Window is { Width: < LeastWidth })
        {
            return;
        }

        // From the least to the greatest value is half a value more on both sides in the linear function that dcmtk has.
        string[] window = ours.Window switch
        {
            null => [],
            { Function: VoiFunction.LinearExact } w => ["+Ww", Text(w.Centre + 0.5), Text(w.Width + 1)],
            { Function: VoiFunction.Sigmoid } w => ["+Ww", Text(w.Centre), Text(w.Width), "+Wfs"],
            { } w => ["+Ww", Text(w.Centre), Text(w.Width)],
        };
        if (Theirs(program.Run(["-q", "-O", "+F", Text(frame + 1), .. window, path]).Output, pictures.Columns, pictures.Rows) is not { } theirs)
        {
            return;
        }

        var limit = file.TransferSyntax.Uid.StartsWith("1.2.840.10008.1.2.4.", StringComparison.Ordinal) ? Jpeg : Native;
        var worst = 0;
        for (var i = 0; i < ours.Rgb.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(ours.Rgb.Span[i] - Mean(theirs, pictures.Columns, pictures.Rows, (width, height), i)));
        }

        var kind = $"{file.TransferSyntax.Name}, {pictures.Photometric}";
        counts[kind] = counts.GetValueOrDefault(kind) + 1;
        if (worst > limit)
        {
            wrong.Add($"{Path.GetFileName(path)} ({kind}, {ours.Window}): {worst}");
        }
    }

    /// <summary>Red, green and blue of a PNM file that was read as Latin-1 text; null when there is none of that size.</summary>
    private static byte[]? Theirs(string pnm, int columns, int rows)
    {
        var bytes = Encoding.Latin1.GetBytes(pnm);
        var isGrey = pnm.StartsWith("P5", StringComparison.Ordinal);
        var length = columns * rows * (isGrey ? 1 : 3);
        var head = string.Join(' ', pnm[..Math.Min(pnm.Length, 200)].Split('\n').Where(l => !l.StartsWith('#')).Take(3));
        if (!head.EndsWith($"{columns} {rows} 255", StringComparison.Ordinal) || bytes.Length < length)
        {
            return null;
        }

        var samples = bytes[^length..];
        return isGrey ? [.. samples.SelectMany(s => new[] { s, s, s })] : samples;
    }

    /// <summary>The mean of the pixels that a sample of the small picture stands for.</summary>
    private static int Mean(byte[] rgb, int columns, int rows, (int Width, int Height) size, int index)
    {
        var (x, y, sample) = (index / 3 % size.Width, index / 3 / size.Width, index % 3);
        var values = new List<int>();
        for (var row = y * rows / size.Height; row < (y + 1) * rows / size.Height; row++)
        {
            for (var column = x * columns / size.Width; column < (x + 1) * columns / size.Width; column++)
            {
                values.Add(rgb[(3 * ((row * columns) + column)) + sample]);
            }
        }

        return (int)Math.Round(values.Average());
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
