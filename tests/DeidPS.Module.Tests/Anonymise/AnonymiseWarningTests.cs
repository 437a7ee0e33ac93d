using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Anonymise;

/// <summary>What Invoke-Anonymise tells at its end, and before its beginning, that nobody would look for in results.</summary>
public sealed class AnonymiseWarningTests : CmdletTest
{
    private const string Line = "Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -KeyPath $args[2] -Policy site-wide";

    public AnonymiseWarningTests() => Assert.Empty(Run("New-DicomSample -Destination $args[0] -Seed 3; $null = New-DeidKey $args[1]", Input, KeyPath).Errors);

    private string Input => Path.Combine(Folder, "in");

    private string Output => Path.Combine(Folder, "out");

    private string KeyPath => Path.Combine(Folder, "site.key");

    [Fact]
    public void Pseudonyms_of_no_project_are_told()
    {
        const string Told = "no project is given";
        Assert.Contains("-Variable @{ project", Assert.Single(Anonymise(", project-level -WhatIf").Warnings, w => w.Contains(Told, StringComparison.Ordinal)), StringComparison.Ordinal);
        foreach (var quiet in new[] { ", project-level -WhatIf -Variable @{ Project = 'LUNG' }", ", project-level -WhatIf -Variable @{ project = 'Unassigned' }", ", project-level -WhatIf -ProjectKeyPath $args[2]", " -WhatIf" })
        {
            var run = Anonymise(quiet);
            Assert.NotEmpty(run.Output);
            Assert.DoesNotContain(run.Warnings, w => w.Contains(Told, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Policies_the_wrong_way_round_are_one_error_and_touch_nothing()
    {
        var run = Run(Line.Replace("site-wide", "project-level, site-wide", StringComparison.Ordinal), Input, Output, KeyPath);
        Assert.Equal("ProfileRuleInvalid,DeidPS.Commands.InvokeAnonymiseCommand", Assert.Single(run.Errors).FullyQualifiedErrorId);
        Assert.Contains("-Policy site-wide, project-level", run.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public void A_second_run_tells_copies_of_its_own_from_others()
    {
        var first = Anonymise(" -Variable @{ subject = 'S1' }");
        var written = first.Values("Status").Count(s => s == "Written");
        var unclear = Assert.Single(first.Warnings, w => w.Contains("(0012,0062)", StringComparison.Ordinal));
        var same = Anonymise(" -Variable @{ subject = 'S1' }");
        Assert.Equal(written, same.Values("Reason").Count(r => r == "AlreadyExists"));
        Assert.Contains(unclear, same.Warnings);
        Assert.DoesNotContain(same.Warnings, w => w.Contains("-Force", StringComparison.Ordinal));

        foreach (var other in new[] { " -Variable @{ subject = 'S2' }", ", project-level -Variable @{ subject = 'S1'; project = 'LUNG' } -Layout Relative" })
        {
            var run = Anonymise(other);
            if (other.Contains("S2", StringComparison.Ordinal))
            {
                Assert.Equal(written, run.Output.Count(o => o.Properties["Status"].Value.ToString() == "Skipped" && o.Properties["Reason"].Value.ToString() == "DuplicateContent" && o.Properties["Destination"].Value is null));
                Assert.Contains($"{written} of the copies", Assert.Single(run.Warnings, w => w.Contains("-Force replaces", StringComparison.Ordinal)), StringComparison.Ordinal);
            }
            else
            {
                // Names of the project's level are others: nothing is in the way.
                Assert.Equal(written, run.Values("Status").Count(s => s == "Written"));
            }
        }

        Assert.Equal(written, Anonymise(" -Variable @{ subject = 'S2' } -Force").Values("Status").Count(s => s == "Written"));
        Assert.Equal(written, Anonymise(" -Variable @{ subject = 'S2' }").Values("Reason").Count(r => r == "AlreadyExists"));
    }

    [Fact]
    public void Copies_of_another_project_key_or_level_in_the_destination_are_told()
    {
        const string Told = "copies of another project";
        const string Lung = ", project-level -Variable @{ project = 'LUNG' }";
        Assert.DoesNotContain(Anonymise(Lung).Warnings, w => w.Contains(Told, StringComparison.Ordinal));
        Assert.DoesNotContain(Anonymise(Lung + " -Force").Warnings, w => w.Contains(Told, StringComparison.Ordinal));
        var other = Path.Combine(Folder, "other.key");
        Assert.Empty(Run("New-DeidKey $args[0]", other).Errors);
        foreach (var (more, key) in new[] { (Lung.Replace("LUNG", "HEART", StringComparison.Ordinal), KeyPath), (string.Empty, KeyPath), (Lung, other) })
        {
            Assert.Contains(Output, Assert.Single(Run(Line + more + " -WhatIf", Input, Output, key).Warnings, w => w.Contains(Told, StringComparison.Ordinal)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_instance_in_two_folders_is_told()
    {
        var one = Directory.EnumerateFiles(Input, "CT0001.dcm", SearchOption.AllDirectories).Single();
        Directory.CreateDirectory(Path.Combine(Input, "again"));
        File.Copy(one, Path.Combine(Input, "again", "x.dcm"));
        const string Told = "lies in another folder, too";
        Assert.StartsWith("1 of the copies repeat", Assert.Single(Anonymise("").Warnings, w => w.Contains(Told, StringComparison.Ordinal)), StringComparison.Ordinal);
        var other = Path.Combine(Folder, "uids");
        var run = Run(Line + " -Layout Uid", Input, other, KeyPath);
        Assert.DoesNotContain(run.Warnings, w => w.Contains(Told, StringComparison.Ordinal));
        Assert.Single(run.Values("Reason"), r => r == "DuplicateInstance");
    }

    [Fact]
    public void Originals_that_an_earlier_run_held_back_are_told_of_when_this_one_holds_none()
    {
        const string Told = "an earlier run held back";
        Assert.DoesNotContain(Anonymise("").Warnings, w => w.Contains(Told, StringComparison.Ordinal));
        var ct = Path.GetDirectoryName(Directory.EnumerateFiles(Input, "CT0001.dcm", SearchOption.AllDirectories).Single())!;
        Assert.Contains(Output + "-quarantine", Assert.Single(Run(Line + " -Force", ct, Output, KeyPath).Warnings, w => w.Contains(Told, StringComparison.Ordinal)), StringComparison.Ordinal);
        Directory.Delete(Output + "-quarantine", recursive: true);
        Assert.DoesNotContain(Run(Line + " -Force", ct, Output, KeyPath).Warnings, w => w.Contains(Told, StringComparison.Ordinal));
    }

    [Fact]
    public void Results_have_the_labels_of_the_run()
    {
        var run = Anonymise(" -Variable @{ Subject = 'S1'; session = 'S1_1' }");
        Assert.All(run.Values("Subject"), s => Assert.Equal("S1", s));
        Assert.All(run.Values("Session"), s => Assert.Equal("S1_1", s));
        Assert.All(Anonymise(" -Force").Values("Subject"), s => Assert.Empty(s));
    }

    [Fact]
    public void What_still_names_the_patient_is_told_with_the_rule_that_removes_it()
    {
        var ct = Directory.EnumerateFiles(Input, "CT0001.dcm", SearchOption.AllDirectories).Single();
        foreach (var (more, place, rule) in new[]
        {
            ("removeAllPrivateTags\\n-*/(0010,0020)", "(0010,0010) PatientName", "-*/(0010,0010) removes it"),
            ("-*/(0010,0020)", "(0009,1001)", "removeAllPrivateTags"),
        })
        {
            var policy = Path.Combine(Folder, "our.json");
            File.WriteAllText(policy, $$"""{"verify":true,"steps":[{"scriptText":"version \"6.7\"\n-*/(0008,0050)\nhashUIDList[(0008,0018), (0020,000D), (0020,000E)]\n{{more}}"}]}""");
            var held = Run("Invoke-Anonymise $args[0] -Destination $args[1] -KeyPath $args[2] -Policy $args[3]", ct, Output, KeyPath, policy).Output.Single();
            Assert.Equal("Residual", held.Properties["Reason"].Value.ToString());
            Assert.Contains("stands in " + place, (string)held.Properties["Message"].Value, StringComparison.Ordinal);
            Assert.Contains(rule, (string)held.Properties["RecommendedAction"].Value, StringComparison.Ordinal);
        }
    }

    private RunResult Anonymise(string more) => Run(Line + more, Input, Output, KeyPath);
}
