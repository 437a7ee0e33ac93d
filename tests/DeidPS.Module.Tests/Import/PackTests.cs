using System.Text.RegularExpressions;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Import;

/// <summary>The module as it is installed.</summary>
[Collection(AloneCollection.Name)]
public sealed class PackTests
{
    [Fact]
    public void Packed_module_is_complete_and_imports_from_anywhere()
    {
        var build = ChildProcess.Run("dotnet", ["build", "src/DeidPS", "-t:PackModule", "-c", Repository.Configuration, "-v", "quiet", "-nologo", "-nodeReuse:false", "--no-restore", "--no-dependencies"]);
        Assert.True(build.ExitCode == 0, build.Output);
        var packed = Path.Combine(Repository.Root, "output", "DeidPS", Regex.Match(File.ReadAllText(Repository.Manifest), @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value);
        foreach (var file in new[] { "DeidPS.psd1", "README.md", "CHANGELOG.md", "LICENSE", "module/DeidPS.psm1", "module/policies/site-wide.json", "examples/first-run.ps1", "examples/query-retrieve.ps1", "en-US/about_DicomNodes.help.txt", "module/bin/en-US/DeidPS.dll-Help.xml" })
        {
            Assert.True(File.Exists(Path.Combine(packed, file)), file);
        }

        var staged = Directory.EnumerateFiles(Repository.Bin, "*.dll").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
        Assert.Equal(staged, Directory.EnumerateFiles(Path.Combine(packed, "module", "bin"), "*.dll").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

        var elsewhere = Directory.CreateTempSubdirectory("deidps-installed-").FullName;
        Copy(packed, Path.Combine(elsewhere, "DeidPS"));
        var run = ChildProcess.RunHost(["-Command", $"Remove-Module DeidPS; Import-Module '{elsewhere}/DeidPS/DeidPS.psd1'; Test-DeidPolicy site-wide -Quiet; \"$(Get-Help about_DicomNodes)\".Contains('SHORT DESCRIPTION'); (Get-Help Move-ToProject).Synopsis.StartsWith('Moves')"]);
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal(["True", "True", "True"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Directory.Delete(elsewhere, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
