using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Corpora;

/// <summary>Whether pixel data came through byte for byte, as another program sees it.</summary>
internal static class PixelComparison
{
    /// <summary>Compares the pixel data bytes of pairs of files as pydicom sees them, and reads every element of the second.</summary>
    private const string Script = """
        import sys, hashlib, warnings
        warnings.simplefilter('ignore')
        import pydicom
        from pydicom.tag import Tag
        def digest(path, walk):
            ds = pydicom.dcmread(path, force=True)
            if walk:
                for e in ds.iterall():
                    str(e.value)
            return [hashlib.sha256(ds.get_item(t).value or b'').hexdigest() for t in (Tag(0x7FE00008), Tag(0x7FE00009), Tag(0x7FE00010)) if t in ds]
        for line in sys.stdin:
            a, b = line.rstrip('\n').split('\t')
            try:
                before = digest(a, False)
            except Exception:
                continue
            try:
                print('same' if before == digest(b, True) else 'differ ' + b)
            except Exception as e:
                try:
                    digest(a, True)
                    print('broken ' + b + ' ' + type(e).__name__)
                except Exception:
                    print('same')
        """;

    /// <summary>Compares the pixel data of each input and what became of it; says so where pydicom is not installed.</summary>
    public static void Check(IReadOnlyList<AnonymiseResult> written, ITestOutputHelper output)
    {
        if (ExternalProgram.PythonWithPydicom is not { } python)
        {
            output.WriteLine("Debian package python3-pydicom is not installed; pixel bytes were not compared.");
            return;
        }

        var run = python.Run(string.Join('\n', written.Select(w => $"{w.Source}\t{w.Destination}")) + "\n", ["-c", Script]);
        Assert.True(run.ExitCode == 0, run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var differing = lines.Where(l => l != "same").ToList();
        output.WriteLine($"{lines.Length} pairs compared by pydicom, {lines.Length - differing.Count} with identical pixel data bytes");
        Assert.NotEmpty(lines);
        Assert.All(differing, l => Assert.StartsWith("differ ", l, StringComparison.Ordinal));
        CheckDecoded(written.Where(w => differing.Contains("differ " + w.Destination)).ToList(), output);
    }

    /// <summary>Text in a compressed stream is blanked in place: the bytes differ, the decoded pixels must not.</summary>
    private static void CheckDecoded(List<AnonymiseResult> cleaned, ITestOutputHelper output)
    {
        if (cleaned.Count > 0 && ExternalProgram.Find("gdcmconv") is { } decoder)
        {
            using var folder = new TemporaryFolder();
            var compared = 0;
            foreach (var pair in cleaned)
            {
                var (before, after) = (Decoded(decoder, pair.Source, folder.File("before")), Decoded(decoder, pair.Destination!, folder.File("after")));
                Assert.Equal(before is null, after is null);
                Assert.True(before is null || before.AsSpan().SequenceEqual(after), $"{Path.GetFileName(pair.Source)} shows another picture.");
                compared += before is null ? 0 : 1;
            }

            output.WriteLine($"{cleaned.Count} streams had text blanked; gdcmconv decodes {compared} of them, to identical pixels");
        }
    }

    private static byte[]? Decoded(ExternalProgram decoder, string path, string target)
    {
        if (decoder.Run("--raw", path, target).ExitCode != 0)
        {
            return null;
        }

        using var file = DicomFile.Open(target);
        return file.Dataset.Find(DicomTags.PixelData) is { IsEncapsulated: false } pixels ? pixels.LoadBytes().ToArray() : null;
    }
}
