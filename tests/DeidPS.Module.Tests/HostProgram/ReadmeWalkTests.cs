using System.Text;
using System.Text.RegularExpressions;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.HostProgram;

/// <summary>The five minutes of README, with the module as it is installed, in a clean folder: what README shows is what comes out.</summary>
public sealed partial class ReadmeWalkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deidps-walk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Five_minutes_give_what_README_shows()
    {
        var shown = Console().Match(File.ReadAllText(Path.Combine(PackedModule.Root, "README.md"))).Groups[1].Value;
        var commands = shown.Split('\n').Where(l => l.StartsWith("PS> ", StringComparison.Ordinal)).Select(l => l[4..]).ToList();
        Assert.InRange(commands.Count, 8, 16);
        Assert.Equal("Import-Module DeidPS", commands[0]);
        var script = new StringBuilder("$ErrorActionPreference = 'Stop'; Remove-Module DeidPS\n");
        foreach (var command in commands)
        {
            // As a person enters it: what it leaves behind stays, what it puts out is shown before the next.
            script.Append("'PS> ").Append(command.Replace("'", "''", StringComparison.Ordinal)).Append("' | Out-Default\n. { ").Append(command).Append(" } | Out-Default\n");
        }

        var path = Path.Combine(_folder, "..", Path.GetFileName(_folder) + ".ps1");
        File.WriteAllText(path, script.ToString());
        var run = PackedModule.Run([path], start =>
        {
            start.WorkingDirectory = _folder;
            start.Environment["PSModulePath"] = Path.GetDirectoryName(Path.GetDirectoryName(PackedModule.Root));
        });
        File.Delete(path);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(Comparable(shown), Comparable(run.Output));
        Assert.Equal(Warnings(shown), Warnings(run.Error.Replace(_folder, "/home/anna/study", StringComparison.Ordinal)));
        Assert.True(File.Exists(Path.Combine(_folder, "report.html")));
    }

    [Fact]
    public void Several_patients_get_pseudonyms_or_labels_of_their_own_as_README_shows()
    {
        var block = Code().Matches(File.ReadAllText(Path.Combine(PackedModule.Root, "README.md"))).Select(m => m.Groups[1].Value).Single(b => b.Contains("Group-Object Value", StringComparison.Ordinal));
        var ids = "; foreach ($folder in 'all', 'labelled') { \"${folder}: $(@(Get-DicomHeader ./$folder -Recurse -Tag /PatientID | Group-Object Value).Count)\" }; [System.IO.Directory]::GetDirectories('labelled').Count";
        var run = PackedModule.Run(["-Command", "$ErrorActionPreference = 'Stop'; $null = New-DicomSample ./in; $null = New-DeidKey ./site.key\n" + block + ids], start => start.WorkingDirectory = _folder);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.EndsWith("all: 3\nlabelled: 3\n3", run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("delete these copies", run.Error + run.Output, StringComparison.Ordinal);
    }

    /// <summary>The console puts them on its error stream, where nobody sees between which lines of output they came.</summary>
    private static List<string> Warnings(string text) => [.. text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.StartsWith("WARNING:", StringComparison.Ordinal))];

    /// <summary>Without what the key decides and where it ran; blank lines and blanks at the end are the shell's.</summary>
    private string Comparable(string text)
    {
        var lines = text.Replace(_folder, "/home/anna/study", StringComparison.Ordinal).Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0 && !l.StartsWith("WARNING:", StringComparison.Ordinal));
        return Fingerprint().Replace(MovedDate().Replace(string.Join('\n', lines), "(moved date)"), "(key)   ");
    }

    [GeneratedRegex("```console\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Console();

    [GeneratedRegex("```powershell\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    /// <summary>Dates of the invented studies are of the 21st century; each key moves them elsewhere.</summary>
    [GeneratedRegex(@"\b(19|20)\d{6}\b")]
    private static partial Regex MovedDate();

    [GeneratedRegex("^[0-9a-f]{8}(?= )", RegexOptions.Multiline)]
    private static partial Regex Fingerprint();
}
