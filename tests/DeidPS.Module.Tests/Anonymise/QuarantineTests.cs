using System.Diagnostics;
using System.Management.Automation;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Anonymise;

/// <summary>Invoke-Anonymise with objects that are held back: -Quarantine, -Allow, -Profile and what is said about it.</summary>
public sealed class QuarantineTests : CmdletTest
{
    private const string Line = "Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2]";

    public QuarantineTests()
    {
        File.WriteAllText(Policy, "version \"6.7\"\n(0010,0010) := \"A\"\n(0010,0020) := \"B\"\nhashUIDList[(0008,0018)]\n");
        Assert.Empty(Run("New-DicomSample -Destination $args[0] -Seed 3", Input).Errors);
    }

    private string Input => Path.Combine(Folder, "in");

    private string Output => Path.Combine(Folder, "out");

    private string Held => Output + "-quarantine";

    private string Policy => Path.Combine(Folder, "p.das");

    [Fact]
    public void Held_objects_lie_beside_the_output_one_result_each_and_one_warning()
    {
        var report = Path.Combine(Folder, "r.csv");
        var result = Run(Line + " -Report $args[3]", Input, Output, Policy, report);
        var inputs = Directory.EnumerateFiles(Input, "*", SearchOption.AllDirectories).ToList();
        Assert.Empty(result.Errors);
        Assert.Equal(inputs.Order(StringComparer.Ordinal), result.Values("Source").Order(StringComparer.Ordinal));
        var held = result.Output.Where(o => o.Properties["Reason"].Value.ToString() == "Held").ToList();
        Assert.True(held.Count >= 2, $"{held.Count} held");
        Assert.Equal(held.Count, Directory.GetFiles(Held, "*.dcm").Length);
        Assert.Equal(held.Count, Directory.GetFiles(Held, "*.json").Length);
        Assert.All(held, o => Assert.True(File.Exists((string)o.Properties["QuarantinePath"].Value)));
        Assert.Equal(inputs.Count - held.Count, Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories).Count());
        var warning = Assert.Single(result.Warnings, w => w.Contains("held back", StringComparison.Ordinal));
        Assert.Contains($"{held.Count} object(s)", warning, StringComparison.Ordinal);
        Assert.Contains(Held, warning, StringComparison.Ordinal);

        var lines = File.ReadAllLines(report);
        Assert.StartsWith("Source,Destination,Status,Reason,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",HeldCases,QuarantinePath", lines[0], StringComparison.Ordinal);
        Assert.Equal(held.Count, lines.Count(l => l.Contains(",Quarantined,Held,", StringComparison.Ordinal) && l.Contains(Held, StringComparison.Ordinal)));
    }

    [Fact]
    public void Nothing_held_makes_no_folder_and_no_warning()
    {
        var result = Run(Line + " -Allow BurnedInAnnotation, Ultrasound, SecondaryCapture, StructuredReport", Input, Output, Policy);
        Assert.All(result.Values("Status"), s => Assert.Equal("Written", s));
        Assert.DoesNotContain(result.Warnings, w => w.Contains("held back", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Held));
    }

    [Fact]
    public void What_was_held_is_let_through_by_the_same_line_or_from_another_folder_as_about_DeidQuarantine_says()
    {
        var first = Run(Line, Input, Output, Policy);
        var again = Run(Line + " -Allow BurnedInAnnotation, Ultrasound, SecondaryCapture, StructuredReport", Input, Output, Policy);
        Assert.Equal(first.Values("Reason").Count(r => r == "Held"), again.Values("Status").Count(s => s == "Written"));
        Assert.Equal(first.Values("Status").Count(s => s == "Written"), again.Values("Reason").Count(r => r == "AlreadyExists"));

        // The folder of held copies is read: what is held once more needs another place, and the error names the parameter for it.
        var error = Run("Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2]", Path.Combine(Held, "*.dcm"), Path.Combine(Folder, "third"), Policy).Errors;
        Assert.Empty(error);
        error = Run("Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2]", Path.Combine(Held, "*.dcm"), Output, Policy).Errors;
        Assert.Contains("-Quarantine", Assert.Single(error).Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Quarantine", error[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_names_what_would_be_held_and_writes_nothing()
    {
        var result = Run(Line + " -WhatIf", Input, Output, Policy);
        Assert.Contains("Held", result.Values("Reason"));
        Assert.All(result.Values("QuarantinePath"), p => Assert.Empty(p));
        Assert.Equal([Input, Policy], Directory.EnumerateFileSystemEntries(Folder).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(result.Warnings, w => w.Contains("held back", StringComparison.Ordinal));
    }

    [Fact]
    public void Accepting_releases_that_kind_only_and_the_folder_can_be_named()
    {
        var chosen = Path.Combine(Folder, "chosen");
        var before = Run(Line + " -Quarantine $args[3] | Where-Object Reason -EQ Held | ForEach-Object { $_.HeldCases -join ' ' }", Input, Output, Policy, chosen).Output.Select(o => o.ToString()).ToList();
        Assert.False(Directory.Exists(Held));
        Assert.Contains("StructuredReport", before);
        var after = Run(Line + " -Quarantine $args[3] -Allow StructuredReport -Force", Input, Output, Policy, chosen).Values("Reason").Count(r => r == "Held");
        Assert.Equal(before.Count - before.Count(c => c == "StructuredReport"), after);
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out/held")]
    [InlineData("out/../out/held")]
    [InlineData("in/../out/")]
    public void A_quarantine_inside_the_output_is_refused_before_anything_is_written(string quarantine)
    {
        var result = Run(Line + " -Quarantine $args[3]", Input, Output, Policy, Path.Combine(Folder, quarantine));
        Assert.Equal("DestinationInsideSource,DeidPS.Commands.InvokeAnonymiseCommand", result.Errors[^1].FullyQualifiedErrorId);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public void A_quarantine_that_cannot_be_written_fails_the_objects_that_belong_there()
    {
        File.WriteAllText(Held, "in the way");
        var result = Run(Line, Input, Output, Policy);
        var failed = result.Output.Where(o => o.Properties["Status"].Value.ToString() == "Failed").ToList();
        Assert.True(failed.Count >= 2);
        Assert.Equal(failed.Count, result.Errors.Count);
        Assert.All(result.Errors, e => Assert.Equal("WriteFailed,DeidPS.Commands.InvokeAnonymiseCommand", e.FullyQualifiedErrorId));
        Assert.All(failed, o => Assert.Null(o.Properties["Destination"].Value));
    }

    [Fact]
    public void A_profile_needs_no_policy_but_a_key_and_its_own_options()
    {
        Refused("ProfileRuleInvalid", "Invoke-Anonymise $args[0] -Destination $args[1]");
        Refused("ProfileRuleInvalid", "Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2] -Option RetainUids");
        Refused("KeyMissing", "Invoke-Anonymise $args[0] -Destination $args[1] -Profile Basic");
        Refused("ProfileRuleInvalid", "Invoke-Anonymise $args[0] -Destination $args[1] -Profile Basic -Option RetainFullDates, RetainModifiedDates -KeyPath $args[3]");
        Assert.Empty(Run("New-DeidKey $args[0]", Path.Combine(Folder, "site.key")).Errors);
        var result = Run("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Profile Basic -Policy $args[2] -KeyPath $args[3]", Input, Output, Policy, Path.Combine(Folder, "site.key"));
        Assert.Empty(result.Errors);
        var written = result.Output.First(o => o.Properties["Status"].Value.ToString() == "Written");
        Assert.Equal(["Basic", "p"], ((IEnumerable<string>)written.Properties["Policies"].Value).Select(p => p.Split('@')[0]));

        void Refused(string errorId, string script)
        {
            var refused = Run(script, Input, Output, Policy, Path.Combine(Folder, "site.key"));
            Assert.Equal(errorId + ",DeidPS.Commands.InvokeAnonymiseCommand", refused.Errors[^1].FullyQualifiedErrorId);
            Assert.Empty(refused.Output);
            Assert.False(Directory.Exists(Output));
        }
    }

    [Fact]
    public void Stopping_while_a_large_object_is_held_back_leaves_nothing_half()
    {
        var large = Path.Combine(Folder, "large");
        Directory.CreateDirectory(large);
        LargeFile.Create(Path.Combine(large, "big.dcm"), gigabytes: 3, "1.2.840.10008.5.1.4.1.1.7.4");
        using var shell = Session.Shell("Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2]", large, Output, Policy);
        var run = shell.BeginInvoke();
        var limit = Stopwatch.StartNew();
        while (!(Directory.Exists(Held) && new DirectoryInfo(Held).EnumerateFiles().Any(f => f.Exists && f.Length > 1 << 20)))
        {
            Assert.True(limit.Elapsed < TimeSpan.FromSeconds(30), "The copy never began.");
            Assert.False(run.IsCompleted, "The copy was over before it could be stopped.");
            Thread.Sleep(1);
        }

        var clock = Stopwatch.StartNew();
        shell.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"Stopping took {clock.Elapsed}.");
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Empty(Directory.EnumerateFiles(Held));
    }
}
