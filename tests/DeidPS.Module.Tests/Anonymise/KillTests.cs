using System.Diagnostics;
using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Anonymise;

/// <summary>
/// A process killed at a random moment leaves no partial file under a final name, and running again completes the set. A short
/// slice runs here; DEIDPS_KILLS and DEIDPS_KILL_FILES set the size of a full run (50 and 5000).
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    [Fact]
    public void Killed_runs_leave_whole_files_only_and_can_be_completed()
    {
        var kills = Setting("DEIDPS_KILLS", 3);
        var count = Setting("DEIDPS_KILL_FILES", 400);
        var root = Directory.CreateTempSubdirectory("deidps-kill-").FullName;
        try
        {
            var input = MakeInput(Path.Combine(root, "in"), count);
            var policy = Path.Combine(root, "p.das");
            File.WriteAllText(policy, "version \"6.7\"\n(0010,0010) := \"S\"\nhashUIDList[(0008,0018)]\n");
            var reference = Path.Combine(root, "reference");
            var full = Run(input, reference, policy, null);
            Assert.Equal(count, Directory.GetFiles(reference).Length);
            var random = new Random(20261123);
            var partial = 0;
            var whole = 0;
            for (var i = 0; i < kills; i++)
            {
                var destination = Path.Combine(root, "killed");
                Run(input, destination, policy, TimeSpan.FromMilliseconds(random.Next((int)full.TotalMilliseconds)));
                if (Directory.Exists(destination))
                {
                    var finished = Directory.GetFiles(destination, "*.dcm");
                    whole += finished.Length;
                    partial += Directory.GetFiles(destination, "*tmp").Length;
                    AssertSame(reference, finished);
                }

                Run(input, destination, policy, null);
                AssertSame(reference, Directory.GetFiles(destination));
                Assert.Equal(count, Directory.GetFiles(destination).Length);
                Directory.Delete(destination, recursive: true);
            }

            output.WriteLine(FormattableString.Invariant($"{kills} kills, {count} files: {whole} whole files and {partial} temporary files were there after a kill, none of them partial under a final name."));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void AssertSame(string reference, IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(reference, Path.GetFileName(file)))), "A file under a final name is not whole.");
        }
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : standard;

    private static string MakeInput(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        using var study = SampleStudy.Create(5, kinds: ["CT"]);
        var file = study.Objects[0].File;
        for (var i = 0; i < count; i++)
        {
            file.Dataset.SetText(DicomTags.SOPInstanceUID, $"2.25.{1000 + i}");
            file.EnsureFileMeta();
            file.Save(Path.Combine(folder, $"{i:D5}"));
        }

        return folder;
    }

    /// <summary>Runs the host on all files, to its end or until it is killed; returns how long it took.</summary>
    private static TimeSpan Run(string input, string destination, string policy, TimeSpan? killAfter)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.HostProgram, "-Command", $"Invoke-Anonymise '{input}' -Destination '{destination}' -Policy '{policy}' -WarningAction SilentlyContinue | Where-Object Status -eq Failed"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (killAfter is { } moment && !process.WaitForExit(moment))
        {
            process.Kill();
        }

        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(10)));
        if (killAfter is null)
        {
            Assert.Equal((0, string.Empty, string.Empty), (process.ExitCode, output.GetAwaiter().GetResult().Trim(), error.GetAwaiter().GetResult().Trim()));
        }

        return clock.Elapsed;
    }
}
