using System.Globalization;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Import;

/// <summary>How long a user waits for the first result; measured when no other test runs.</summary>
[Collection(AloneCollection.Name)]
public sealed class ColdStartTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_importLimit = TimeSpan.FromSeconds(1);

    [Fact]
    public void First_result_of_a_cold_process_comes_within_a_second_and_a_half()
    {
        var folder = Directory.CreateTempSubdirectory("deidps-cold-").FullName;
        var path = SampleFile.Write(folder, "a.dcm");
        var best = TimeSpan.MaxValue;

        // Other programs may share the machine: then the processor time says what a free machine would need, and the best of five runs counts.
        for (var i = 0; i < 5 && best > s_limit; i++)
        {
            var run = ChildProcess.RunHost(["-Command", $"Get-DicomHeader '{path}'; [System.Diagnostics.Process]::GetCurrentProcess().TotalProcessorTime.Ticks"]);
            Assert.Contains("PatientName", run.Output, StringComparison.Ordinal);
            var processor = TimeSpan.FromTicks(long.Parse(run.Output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture));
            best = new[] { best, run.Elapsed, processor }.Min();
        }

        Assert.InRange(best, TimeSpan.Zero, s_limit);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The packed copy is plain code for every platform: nothing of it is compiled beforehand.</summary>
    [Fact]
    public void Packed_module_loads_in_less_than_a_second()
    {
        var console = Directory.CreateTempSubdirectory("deidps-console-").FullName;
        PackedModule.Copy(Path.GetDirectoryName(Repository.HostProgram)!, console);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 5 && best > s_importLimit; i++)
        {
            var script = $"$p = [System.Diagnostics.Process]::GetCurrentProcess(); $before = $p.TotalProcessorTime; $clock = [System.Diagnostics.Stopwatch]::StartNew(); Import-Module '{PackedModule.Root}/DeidPS.psd1'; $clock.Stop(); $p.Refresh(); "
                + "[System.Math]::Min($clock.Elapsed.Ticks, ($p.TotalProcessorTime - $before).Ticks); (Get-Module DeidPS).ModuleBase";
            var lines = ChildProcess.Run("dotnet", [Path.Combine(console, Path.GetFileName(Repository.HostProgram)), "-Command", script], start => start.WorkingDirectory = console).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.Equal(PackedModule.Root, lines[^1]);
            best = new[] { best, TimeSpan.FromTicks(long.Parse(lines[^2], CultureInfo.InvariantCulture)) }.Min();
        }

        Assert.InRange(best, TimeSpan.FromMilliseconds(1), s_importLimit);
        Directory.Delete(console, recursive: true);
    }
}
