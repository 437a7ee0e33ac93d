using System.Diagnostics;
using System.Globalization;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Files;

/// <summary>
/// Mutated files through the reader: no exception but ours, no hang, no memory beyond four times the input. The seed is printed;
/// DEIDPS_FUZZ_COUNT sets how many inputs (2,000 by default, 200,000 in the long run), DEIDPS_FUZZ_SEED which.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    /// <summary>What a reader costs before the first byte of the file: buffers and, once, the dictionary.</summary>
    private const long FixedAllocation = 1024 * 1024;

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        var count = Setting("DEIDPS_FUZZ_COUNT", 2000);
        var seed = Setting("DEIDPS_FUZZ_SEED", 20260101);
        var inputs = Inputs();
        output.WriteLine($"seed {seed}, {count} mutations of {inputs.Count} files");
        inputs.ForEach(i => Guarded(i, seed, -1));
        int refused = 0, suspect = 0;
        var slowest = TimeSpan.Zero;
        var greediest = 0.0;
        for (var number = 0; number < count; number++)
        {
            var mutator = new Mutator(unchecked((uint)seed * 2654435761u) + (uint)number);
            var bytes = mutator.Mutate(inputs[number % inputs.Count], inputs[(number * 7) % inputs.Count]);
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = Guarded(bytes, seed, number);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            ReadValues(bytes, seed, number);
            refused += outcome == "refused" ? 1 : 0;
            suspect += outcome == "suspect" ? 1 : 0;
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            greediest = Math.Max(greediest, (allocated - FixedAllocation) / (double)Math.Max(bytes.Length, 1));
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"seed {seed} number {number}: {clock.Elapsed}");
            Assert.True(allocated <= (4L * bytes.Length) + FixedAllocation, $"seed {seed} number {number}: {allocated} bytes for {bytes.Length}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{refused} refused, {suspect} suspect, slowest {slowest.TotalMilliseconds:0.0} ms, most memory beyond the fixed part {greediest:0.00} times the input"));
        Assert.InRange(refused, 1, count - 1);
    }

    private static string Guarded(byte[] bytes, int seed, int number)
    {
        try
        {
            return Read(bytes);
        }
        catch (DeidException error)
        {
            return error is DicomParseException ? "refused" : throw new InvalidOperationException($"seed {seed} number {number}", error);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"seed {seed} number {number}: {error.GetType().Name}", error);
        }
    }

    private static string Read(byte[] bytes)
    {
        using var file = DicomFile.Open(bytes);
        return file.IsSuspect ? "suspect" : "read";
    }

    /// <summary>Asks for everything a header view shows; text costs what text costs, so memory is not counted here.</summary>
    private static void ReadValues(byte[] bytes, int seed, int number)
    {
        try
        {
            using var file = DicomFile.Open(bytes, DicomReadOptions.Inspect);
            Walk(file.Dataset);
        }
        catch (DicomParseException)
        {
            // Refused, as the first reading was.
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"seed {seed} number {number}: {error.GetType().Name}", error);
        }
    }

    private static void Walk(DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            _ = element.VM + (element.Text?.Length ?? 0) + element.Values.Count;
            foreach (var item in element.Items)
            {
                Walk(item);
            }
        }
    }

    private static List<byte[]> Inputs()
    {
        var inputs = new List<byte[]>();
        using (var study = SampleStudy.Create(1))
        {
            inputs.AddRange(study.Objects.Select(o => Written.Bytes(o.File)).Select(b => b.Length < 20_000 ? b : Cut(b)));
        }

        inputs.AddRange(Corpus.Readable.Where(p => new FileInfo(p).Length < 60_000).Select(File.ReadAllBytes));
        return inputs;
    }

    /// <summary>A large image as a file cut in its pixels, so that mutations hit the header.</summary>
    private static byte[] Cut(byte[] bytes) => bytes[..8000];

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : standard;
}
