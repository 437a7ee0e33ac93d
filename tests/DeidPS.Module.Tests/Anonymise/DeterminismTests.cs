using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Anonymise;

/// <summary>Same key, same input, same bytes: in any order, at any parallelism, in one process or in two.</summary>
public sealed class DeterminismTests : CmdletTest
{
    private const string Shipped = "-Policy site-wide, project-level -Variable @{ project = 'LUNG' }";
    private const string Standard = "-Profile Basic -Option RetainPatientCharacteristics, RetainModifiedDates, CleanDescriptors, CleanStructuredContent -Allow StructuredReport, SecondaryCapture, Ultrasound";

    private string Input => Path.Combine(Folder, "in");

    private string Key => Path.Combine(Folder, "site.key");

    [Theory]
    [InlineData(Shipped)]
    [InlineData(Standard)]
    public void Serial_parallel_shuffled_and_two_processes_give_identical_bytes(string policy)
    {
        Assert.Empty(Run("New-DicomSample $args[0] -Count 3 -Seed 8; New-DeidKey $args[1]", Input, Key).Errors);
        var files = Directory.GetFiles(Input, "*", SearchOption.AllDirectories);
        var serial = Tree("serial", destination => Anonymise(policy, destination, files, "-ThrottleLimit 1"));
        Assert.True(serial.Count > files.Length / 2, $"{serial.Count} of {files.Length} were written");

        new Random(20261123).Shuffle(files);
        AssertSame(serial, Tree("parallel", destination => Anonymise(policy, destination, files, "-ThrottleLimit 8")));
        AssertSame(serial, Tree("processes", destination =>
        {
            var halves = files.Chunk((files.Length + 1) / 2).Select((half, i) =>
            {
                var list = Path.Combine(Folder, $"half{i}.txt");
                File.WriteAllLines(list, half);
                return list;
            }).ToList();
            Parallel.ForEach(halves, list =>
            {
                var run = ChildProcess.RunHost(["-Command", $"[System.IO.File]::ReadAllLines('{list}') | Invoke-Anonymise -Destination '{destination}' -Layout Uid {policy} -KeyPath '{Key}'"]);
                Assert.True(run.ExitCode == 0, run.Error);
            });
        }));
    }

    private static void AssertSame(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, file => Assert.True(file.Value.AsSpan().SequenceEqual(actual[file.Key]), file.Key + " differs"));
    }

    private void Anonymise(string policy, string destination, string[] files, string how) =>
        Assert.Empty(Run($"$args[0] | Invoke-Anonymise -Destination $args[1] -Layout Uid {policy} -KeyPath $args[2] {how}", files, destination, Key).Errors);

    private Dictionary<string, byte[]> Tree(string name, Action<string> make)
    {
        var folder = Path.Combine(Folder, name);
        make(folder);
        return Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllBytes);
    }
}
