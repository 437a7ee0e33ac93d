using DeidPS.Module.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Pester;

/// <summary>The examples of the help and of README, in a process of its own with the module as it is installed: the file lies in a packed copy, no clone around it.</summary>
public sealed class ExamplesTests(ITestOutputHelper output)
{
    public const string File = "Examples.Tests.ps1";

    [Fact]
    public void Every_example_of_the_help_and_of_README_runs_from_a_packed_copy()
    {
        var folder = Path.Combine(PackedModule.Root, "tests", "Pester");
        Directory.CreateDirectory(folder);
        foreach (var script in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Pester"), "Example*.ps1"))
        {
            System.IO.File.Copy(script, Path.Combine(folder, Path.GetFileName(script)), overwrite: true);
        }

        PesterTests.AssertPasses(PesterFile.Load(Path.Combine(folder, File)), PesterRun.RunInPackedConsole, output);
    }
}
