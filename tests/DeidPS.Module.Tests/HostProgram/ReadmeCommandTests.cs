using System.Text.RegularExpressions;
using DeidPS.Module.Tests.Compliance;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.HostProgram;

/// <summary>The lines of README for a clone with nothing but the SDK; those for the module alone are run from a packed copy.</summary>
public sealed partial class ReadmeCommandTests : IDisposable
{
    private static readonly string s_readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private readonly string _folder = Directory.CreateTempSubdirectory("deidps-clone-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void First_command_shows_the_sample()
    {
        var commands = DocumentedCode.Blocks(s_readme, string.Empty)[0].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("dotnet test", commands[1]);
        var run = Run(commands[0].Split(' '), Repository.Root);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("Searched for the originals' identifiers: 0 certain", run.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_folder, "deidps-first-run", "clean")));
    }

    [Fact]
    public void A_folder_of_ones_own_is_de_identified_by_the_line_below()
    {
        var command = DocumentedCode.Blocks(s_readme, string.Empty).Single(b => b.Contains("./my-images", StringComparison.Ordinal)).Trim();
        using var session = new ModuleSession();
        Assert.Empty(session.Run("New-DicomSample $args[0] -Modality CT", Path.Combine(_folder, "my-images")).Errors);
        var run = Run([.. command.Split(' ').Select(w => w.StartsWith("src/", StringComparison.Ordinal) || w.StartsWith("examples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, w) : w)], _folder);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(_folder, "clean"), "*.dcm", SearchOption.AllDirectories));
        Assert.Equal(["clean", "clean-private", "clean-report.html", "my-images"], Directory.EnumerateFileSystemEntries(_folder).Select(f => Path.GetFileName(f)).Where(f => !f.StartsWith('.')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Console_of_the_source_runs_lines()
    {
        const string command = "dotnet run --project src/DeidPS.Host";
        Assert.Contains($"`{command}`", s_readme, StringComparison.Ordinal);
        var run = Run([.. command.Split(' '), "--", "-Command", "(Get-DicomTag '(0010,0010)').Keyword"], Repository.Root);
        Assert.Equal((0, "PatientName"), (run.ExitCode, run.Output.Trim()));
    }

    /// <summary>Long runs take hours; that their variables are read and their filters find tests is all that can be asked of them here.</summary>
    [Fact]
    public void Long_runs_name_variables_and_tests_there_are()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(f => (Path: f, Text: File.ReadAllText(f))).ToList();
        var runs = LongRun().Matches(s_readme).ToList();
        Assert.InRange(runs.Count, 7, 20);
        Assert.All(runs, run =>
        {
            var folder = Path.Combine(Repository.Root, run.Groups["project"].Success ? run.Groups["project"].Value : "tests");
            var tests = sources.FindAll(s => s.Path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Regex.IsMatch(s.Text, $@"class \w*{run.Groups["filter"].Value}|public (void|async Task) \w*{run.Groups["filter"].Value}"));
            Assert.True(tests.Count > 0, run.Value);
            foreach (var variable in run.Groups["variable"].Captures.Select(c => $"\"{c.Value}\""))
            {
                Assert.True(sources.Exists(s => s.Path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && s.Text.Contains(variable, StringComparison.Ordinal)), variable);
            }
        });
    }

    /// <summary>Starts a line of README as it stands; what runs the tests has built the clone, and a second build beside it would be in its way.</summary>
    private ChildProcess Run(string[] words, string folder)
    {
        Assert.Equal(["dotnet", "run"], words[..2]);
        return ChildProcess.Run("dotnet", ["run", "--no-build", "-c", Repository.Configuration, .. words[2..]], start =>
        {
            start.WorkingDirectory = folder;
            start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = _folder;
        });
    }

    [GeneratedRegex(@"`((?<variable>DEIDPS_\w+)=\d+ )+dotnet test ((?<project>tests/\S+) )?--filter (?<filter>\w+)`")]
    private static partial Regex LongRun();
}
