using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Policies;

public sealed class TestDeidPolicyTests : CmdletTest
{
    private const string Good = "version \"6.3\"\n(0010,0010) := \"A\"\n";
    private const string Bad = "version \"6.3\"\n(0010,0010) := \"A\n(0010,0020) := nonsense[\n";

    [Fact]
    public void Valid_policy_yields_nothing_and_leaves_success()
    {
        var result = Run("Test-DeidPolicy $args[0]; $?", Write("good.das", Good));
        Assert.Empty(result.Errors);
        Assert.Equal(true, result.Output.Single().BaseObject);
    }

    [Fact]
    public void Each_finding_is_an_object_with_its_place_and_the_policy_an_error()
    {
        var path = Write("bad.das", Bad);
        var result = Run("Test-DeidPolicy $args[0]; $?", path);
        Assert.Equal("ProfileSyntaxError,DeidPS.Commands.TestDeidPolicyCommand", result.Errors.Single().FullyQualifiedErrorId);
        Assert.Equal(path, result.Errors[0].TargetObject);
        Assert.Equal(false, result.Output[^1].BaseObject);
        var first = result.Output[0];
        Assert.Equal(2, first.Properties["Line"].Value);
        Assert.Equal(16, first.Properties["Column"].Value);
        Assert.Equal("Error", first.Properties["Severity"].Value.ToString());
        Assert.Equal("UnterminatedString", first.Properties["Id"].Value);
        Assert.Equal(path, first.Properties["Source"].Value);
        Assert.False(string.IsNullOrEmpty((string)first.Properties["Message"].Value));
        Assert.True(result.Output.Count > 2, "Several findings at once are expected.");
    }

    [Fact]
    public void Warnings_pass_unless_strict()
    {
        var path = Write("warn.das", "version \"6.3\";\n(0010,0010) := \"A\"\n");
        var lenient = Run("Test-DeidPolicy $args[0]", path);
        Assert.Empty(lenient.Errors);
        Assert.Equal(["Warning"], lenient.Values("Severity"));
        Assert.NotEmpty(Run("Test-DeidPolicy $args[0] -Strict", path).Errors);
    }

    [Fact]
    public void Quiet_says_yes_or_no_for_each_policy()
    {
        var result = Run("Test-DeidPolicy $args[0], $args[1], $args[2] -Quiet", Write("good.das", Good), Write("bad.das", Bad), Path.Combine(Folder, "none.das"));
        Assert.Empty(result.Errors);
        Assert.Equal(["True", "False", "False"], result.Output.Select(o => o.ToString()));
    }

    [Fact]
    public void Policies_come_from_wildcards_folders_files_and_the_pipeline()
    {
        Write("a.das", Bad);
        Write("b.das", Good);
        Write("c.txt", "no policy");
        foreach (var script in new[]
        {
            "Test-DeidPolicy ($args[0] + '/*.das') -Quiet",
            "Test-DeidPolicy $args[0] -Quiet",
            "[System.IO.FileInfo]::new($args[0] + '/a.das'), [System.IO.FileInfo]::new($args[0] + '/b.das') | Test-DeidPolicy -Quiet",
            "($args[0] + '/a.das'), ($args[0] + '/b.das') | Test-DeidPolicy -Quiet",
        })
        {
            Assert.Equal(["False", "True"], Run(script, Folder).Output.Select(o => o.ToString()));
        }
    }

    [Fact]
    public void Missing_policy_is_an_error()
    {
        Assert.Equal(
            "PathNotFound,DeidPS.Commands.TestDeidPolicyCommand",
            Run("Test-DeidPolicy $args[0]", Path.Combine(Folder, "none.das")).Errors.Single().FullyQualifiedErrorId);
    }

    [Fact]
    public void Shipped_policies_are_known_by_name_valid_and_completed()
    {
        var names = Directory.GetFiles(Path.Combine(Repository.Root, "module", "policies"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Where(n => !n.EndsWith(".schema", StringComparison.Ordinal)).ToList();
        Assert.Contains("site-wide", names);
        Assert.Contains("project-level", names);
        foreach (var name in names)
        {
            Assert.Empty(Run("Test-DeidPolicy $args[0]", name).Errors);
        }

        const string Line = "Test-DeidPolicy -Policy si";
        var found = Run($"[System.Management.Automation.CommandCompletion]::CompleteInput('{Line}', {Line.Length}, $null).CompletionMatches");
        Assert.Contains("site-wide", found.Values("CompletionText"));
    }

    [Fact]
    public void Policy_files_are_checked_with_the_scripts_they_name()
    {
        Write("inner.das", Bad);
        var path = Write("p.json", "{\n  \"keys\": \"site\",\n  \"steps\": [ { \"script\": \"inner.das\" } ]\n}");
        var result = Run("Test-DeidPolicy $args[0]", path);
        Assert.Equal("ProfileSyntaxError,DeidPS.Commands.TestDeidPolicyCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        var own = result.Output.Single(o => (string)o.Properties["Source"].Value == path);
        Assert.Equal((2, 3, "UnknownProperty"), (own.Properties["Line"].Value, own.Properties["Column"].Value, own.Properties["Id"].Value));
        Assert.Contains("Did you mean key?", (string)own.Properties["Remedy"].Value, StringComparison.Ordinal);
        var inner = result.Output.First(o => (string)o.Properties["Source"].Value == Path.Combine(Folder, "inner.das"));
        Assert.Equal((2, 16, "UnterminatedString"), (inner.Properties["Line"].Value, inner.Properties["Column"].Value, inner.Properties["Id"].Value));

        Write("inner.das", Good);
        Write("p.json", "{ \"steps\": [ { \"script\": \"inner.das\" } ] } // valid");
        Assert.Equal(["True"], Run("Test-DeidPolicy $args[0] -Quiet", path).Output.Select(o => o.ToString()));
    }

    [Fact]
    public void A_folder_of_policies_is_checked_without_its_schema()
    {
        var result = Run("Test-DeidPolicy $args[0] -Quiet", Path.Combine(Repository.Root, "module", "policies"));
        Assert.True(File.Exists(Path.Combine(Repository.Root, "module", "policies", "policy.schema.json")));
        Assert.Equal(["True", "True"], result.Output.Select(o => o.ToString()));
    }

    [Fact]
    public void View_fits_120_columns_and_names_the_policy()
    {
        using var shell = Session.Shell("Test-DeidPolicy $args[0] -ErrorAction SilentlyContinue | Out-Default", Write("bad.das", Bad));
        Session.Screen.Clear();
        shell.Invoke();
        var lines = Session.Screen.Text.Split('\n');
        Assert.Contains(lines, line => line.Contains("Policy: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("UnterminatedString", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
    }

    [Fact]
    public void Stop_takes_less_than_a_second() =>
        Assert.InRange(TimeToStop("while ($true) { Test-DeidPolicy $args[0] }", Write("good.das", Good)), TimeSpan.Zero, TimeSpan.FromSeconds(1));

    private string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
