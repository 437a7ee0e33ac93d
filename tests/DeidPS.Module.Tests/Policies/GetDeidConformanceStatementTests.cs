using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Policies;

public sealed class GetDeidConformanceStatementTests : CmdletTest
{
    private const string Update = "dotnet run --project src/DeidPS.Host -- -Command \"Get-DeidConformanceStatement site-wide -Destination module/docs/conformance-statement.md -Force\"";

    [Fact]
    public void Statement_of_site_wide_in_the_module_is_up_to_date()
    {
        var made = string.Join('\n', Run("Get-DeidConformanceStatement").Output.Select(o => o.ToString())) + "\n";
        var kept = File.ReadAllText(Path.Combine(Repository.Root, "module", "docs", "conformance-statement.md"));
        Assert.True(made == kept, "module/docs/conformance-statement.md is not what the tables in force give. Run: " + Update);
    }

    [Fact]
    public void Profile_and_policy_file_can_be_named()
    {
        var basic = Run("Get-DeidConformanceStatement -Profile Basic -Option RetainModifiedDates, CleanDescriptors").Output.Select(o => o.ToString()).ToList();
        Assert.Contains(basic, l => l.Contains("| 113105 | Yes | Yes | Yes |", StringComparison.Ordinal));
        var path = Path.Combine(Folder, "own.json");
        File.WriteAllText(path, "{ \"steps\": [ { \"profile\": \"Basic\", \"overrides\": { \"StudyDescription\": \"Keep\" } } ] }");
        var own = Run("Get-DeidConformanceStatement $args[0]", path).Output.Select(o => o.ToString()).ToList();
        Assert.Contains(own, l => l.Contains("| StudyDescription | K |", StringComparison.Ordinal));
        Assert.Contains(own, l => l.StartsWith("This policy adds no claim", StringComparison.Ordinal));
    }

    [Fact]
    public void Destination_gets_the_same_lines_and_comes_out_as_a_file()
    {
        var path = Path.Combine(Folder, "statement.md");
        var file = (FileInfo)Run("Get-DeidConformanceStatement project-level -Destination $args[0]", path).Output.Single().BaseObject;
        Assert.Equal(path, file.FullName);
        Assert.Equal(Run("Get-DeidConformanceStatement project-level").Output.Select(o => o.ToString()), File.ReadAllLines(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public void File_that_is_there_is_replaced_only_when_forced()
    {
        var path = Path.Combine(Folder, "statement.md");
        File.WriteAllText(path, "mine");
        Assert.Equal("DestinationExists,DeidPS.Commands.GetDeidConformanceStatementCommand", Run("Get-DeidConformanceStatement -Destination $args[0]", path).Errors.Single().FullyQualifiedErrorId);
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Empty(Run("Get-DeidConformanceStatement -Destination $args[0] -Force", path).Errors);
        Assert.StartsWith("# Conformance statement", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        Assert.Empty(Run("Get-DeidConformanceStatement -Destination $args[0] -WhatIf", Path.Combine(Folder, "statement.md")).Errors);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("Get-DeidConformanceStatement no-such-policy", "PathNotFound")]
    [InlineData("Get-DeidConformanceStatement -Destination ($args[0] + '/none/statement.md')", "WriteFailed")]
    [InlineData("Get-DeidConformanceStatement -Profile Basic -Option RetainFullDates, RetainModifiedDates", "ProfileRuleInvalid")]
    [InlineData("Get-DeidConformanceStatement ($args[0] + '/bad.json')", "ProfileSyntaxError")]
    public void What_cannot_be_done_is_an_error(string script, string id)
    {
        File.WriteAllText(Path.Combine(Folder, "bad.json"), "{ \"steps\": [ { \"profile\": \"Basix\" } ] }");
        Assert.Equal(id + ",DeidPS.Commands.GetDeidConformanceStatementCommand", Run(script, Folder).Errors.Single().FullyQualifiedErrorId);
    }
}
