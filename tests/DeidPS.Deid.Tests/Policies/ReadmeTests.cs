using System.Text.RegularExpressions;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>What README and the documents beside it say of policies, options and folders is what there is.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string s_policies = Read("module/docs/policies.md");

    [Fact]
    public void Example_of_a_policy_is_valid_and_does_what_its_comments_say()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "example.json");
        File.WriteAllText(path, Json().Match(s_policies).Groups[1].Value);
        var policy = PolicyLibrary.Compile(path, new DicomEditCompileOptions { Strict = true }, out var findings);
        Assert.Empty(findings);
        Assert.Equal([HeldCase.SecondaryCapture], policy!.Accepts);
        Assert.True(policy.Pseudonyms.WholeWeeks);
        var step = Assert.IsType<ProfileStep>(policy.Steps[0]);
        Assert.Equal(ProfileOptions.RetainPatientCharacteristics | ProfileOptions.RetainModifiedDates | ProfileOptions.RetainDeviceIdentity, step.Settings.Options);
        Assert.Contains("113100", step.Claims);
        Assert.IsType<ScriptStep>(policy.Steps[1]);
    }

    [Fact]
    public void Every_setting_and_option_is_named_in_its_table()
    {
        AssertNamed("## Policy files", [.. PolicyFileReader.FileProperties, .. PolicyFileReader.DateProperties, .. PolicyFileReader.ProfileProperties, .. PolicyFileReader.ScriptProperties,
            .. Enum.GetNames<AttributeAction>(), .. Enum.GetNames<LabelSource>(), .. Enum.GetNames<TimeHandling>(), .. Enum.GetNames<ProfileBase>(), .. Enum.GetNames<KeyLevel>()]);
        AssertNamed("## Profile options", Enum.GetNames<ProfileOptions>().Where(n => n != nameof(ProfileOptions.None)));
    }

    [Fact]
    public void Codes_of_the_options_are_those_that_are_claimed()
    {
        foreach (var (option, code) in CompiledProfile.OptionCodes)
        {
            Assert.Contains($"| `{option}` | {code} |", s_policies, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Folders_of_the_house_are_those_there_are()
    {
        var house = Read("ARCHITECTURE.md");
        foreach (var project in new[] { "DeidPS.Dicom", "DeidPS.Deid", "DeidPS.Net", "DeidPS.Store", "DeidPS" })
        {
            var row = house.Split('\n').Last(l => l.StartsWith($"| `src/{project}` |", StringComparison.Ordinal));
            var folders = Directory.GetDirectories(Path.Combine(RepositoryPath.Root, "src", project)).Select(f => Path.GetFileName(f)).Where(f => f is not ("bin" or "obj")).Order(StringComparer.Ordinal);
            var named = Quoted().Matches(row).Select(m => m.Groups[1].Value).Where(n => !n.StartsWith("src/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            Assert.Equal(folders, named);
        }
    }

    [Fact]
    public void Cmdlets_of_the_table_are_those_of_the_manifest()
    {
        var listed = Regex.Match(File.ReadAllText(Path.Combine(RepositoryPath.Root, "DeidPS.psd1")), @"CmdletsToExport\s*=\s*@\(([^)]*)\)").Groups[1].Value.Split(',').Select(c => c.Trim(' ', '\'')).Order(StringComparer.Ordinal);
        var named = Regex.Matches(Section(Read("README.md"), "## Cmdlets"), @"^\| `([^`]+)` \|", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
        Assert.Equal(listed, named);
    }

    private static string Read(string document) => File.ReadAllText(Path.Combine(RepositoryPath.Root, document));

    private static string Section(string text, string heading)
    {
        var start = text.IndexOf(heading + "\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return text[start..(end < 0 ? text.Length : end)];
    }

    private static void AssertNamed(string heading, IEnumerable<string> words)
    {
        var rows = string.Join('\n', Section(s_policies, heading).Split('\n').Where(l => l.StartsWith('|')));
        Assert.All(words, word => Assert.Contains($"`{word}`", rows, StringComparison.Ordinal));
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
