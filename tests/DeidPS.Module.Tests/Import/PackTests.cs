using DeidPS.Module.Tests.Compliance;
using DeidPS.Module.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Import;

/// <summary>The module as it is installed: <c>dotnet build src/DeidPS -t:PackModule</c>, which the build of the tests runs.</summary>
public sealed class PackTests(ITestOutputHelper output)
{
    [Fact]
    public void Packed_module_is_complete()
    {
        string[] files =
        [
            "DeidPS.psd1", "README.md", "CHANGELOG.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE", "module/DeidPS.psm1", "module/DeidPS.Format.ps1xml", "module/DeidPS.Types.ps1xml", "module/docs/errors.md", "module/bin/en-US/DeidPS.dll-Help.xml",
            .. Under("module/policies"), .. Under("module/docs"), .. Under("examples"), .. Under("en-US"),
        ];
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, file)), File.ReadAllBytes(Path.Combine(PackedModule.Packed, file))));
        Assert.Equal(Libraries(Repository.Bin), Libraries(Path.Combine(PackedModule.Packed, "module", "bin")));
    }

    [Fact]
    public void It_imports_from_a_folder_of_the_module_path_by_name_with_its_help()
    {
        var script = "Remove-Module DeidPS; Import-Module DeidPS; (Get-Module DeidPS).ModuleBase; Test-DeidPolicy site-wide -Quiet; \"$(Get-Help about_DicomNodes)\".Contains('SHORT DESCRIPTION'); (Get-Help Move-ToProject).Synopsis.StartsWith('Moves')";
        var run = PackedModule.Run(["-Command", script], start => start.Environment["PSModulePath"] = Path.GetDirectoryName(Path.GetDirectoryName(PackedModule.Root)));
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal([PackedModule.Root, "True", "True", "True"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>The lines of README that publish to a repository in a folder and install from it, in an account of their own.</summary>
    [Fact]
    public void README_leads_through_a_repository_where_there_is_PSResourceGet()
    {
        if (!Shell.HasCommands("Publish-PSResource", "Install-PSResource"))
        {
            output.WriteLine("Not run: there is no pwsh with the module Microsoft.PowerShell.PSResourceGet.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("deidps-repository-").FullName;
        try
        {
            PackedModule.Copy(PackedModule.Packed, Path.Combine(folder, "output", "DeidPS", Repository.Version));
            Directory.CreateDirectory(Path.Combine(folder, "repository"));
            var block = DocumentedCode.Blocks(File.ReadAllText(Path.Combine(PackedModule.Packed, "README.md")), "powershell").Single(b => b.Contains("Publish-PSResource", StringComparison.Ordinal));
            var run = Shell.Run("$ErrorActionPreference = 'Stop'\n" + block + "(Get-Module DeidPS).ModuleBase", folder);
            Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
            Assert.Contains("(0010,0010)", run.Output, StringComparison.Ordinal);
            Assert.StartsWith(folder, run.Output.Trim().Split('\n')[^1], StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Under(string folder) => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder)).Select(f => Path.GetRelativePath(Repository.Root, f));

    private static IEnumerable<string> Libraries(string bin) => Directory.EnumerateFiles(bin, "*.dll").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
}
