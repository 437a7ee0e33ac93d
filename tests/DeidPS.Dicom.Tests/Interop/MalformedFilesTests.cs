using System.Diagnostics;
using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>A damaged file costs no more than a sound one: a tolerant read, or an error that names the byte.</summary>
public sealed class MalformedFilesTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_malformed_file_is_read_or_refused_in_bounded_time_and_memory()
    {
        if (Corpus.Folder is null)
        {
            output.WriteLine("The corpus of real files is not here.");
            return;
        }

        WarmUp();
        foreach (var path in Corpus.Malformed)
        {
            var size = new FileInfo(path).Length;
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = Read(path);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            output.WriteLine($"{Path.GetFileName(path)}: {size} bytes, {allocated} allocated, {clock.ElapsedMilliseconds} ms, {outcome}");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{path}: {clock.Elapsed}");
            Assert.True(allocated <= (4 * size) + (1024 * 1024), $"{path}: {allocated} bytes for a file of {size}");
        }
    }

    private static string Read(string path)
    {
        try
        {
            using var file = DicomFile.Open(path);
            var texts = Count(file.Dataset);
            return $"{texts} elements, warnings: " + string.Join("; ", file.Warnings.Select(w => $"{w.Offset} {w.Message}").Take(3));
        }
        catch (DicomParseException exception)
        {
            Assert.Contains($"byte {exception.Offset}", exception.Message, StringComparison.Ordinal);
            return exception.ErrorId + " " + exception.Message;
        }
    }

    private static int Count(DicomDataset dataset) => dataset.Sum(e => 1 + e.Items.Sum(Count));

    private static void WarmUp()
    {
        using var study = SampleStudy.Create(1);
        foreach (var item in study.Objects)
        {
            using var stream = new MemoryStream();
            item.File.WriteTo(stream);
            using var read = DicomFile.Open(stream.ToArray());
            _ = Count(read.Dataset);
        }
    }
}
