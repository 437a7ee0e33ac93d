using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.HostProgram;

/// <summary>The scripts in examples, as a user starts them.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void First_run_de_identifies_its_sample()
    {
        var folder = Directory.CreateTempSubdirectory("deidps-example-").FullName;
        var run = ChildProcess.RunHost([Path.Combine(Repository.Root, "examples", "first-run.ps1"), "-Destination", folder]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("DeidPS/site-wide@", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder, "deidentified"), "*.dcm", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder, "held"), "*.json"));
        Directory.Delete(folder, recursive: true);
    }
}
