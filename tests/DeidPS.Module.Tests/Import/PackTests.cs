using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Import;

/// <summary>The module as it is installed: <c>dotnet build src/DeidPS -t:PackModule</c>, which the build of the tests runs.</summary>
public sealed class PackTests
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

    private static IEnumerable<string> Under(string folder) => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder)).Select(f => Path.GetRelativePath(Repository.Root, f));

    private static IEnumerable<string> Libraries(string bin) => Directory.EnumerateFiles(bin, "*.dll").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
}
