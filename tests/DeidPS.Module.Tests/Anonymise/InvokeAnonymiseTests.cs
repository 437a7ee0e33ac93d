using System.Diagnostics;
using System.Management.Automation;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Anonymise;

/// <summary>Invoke-Anonymise in the real engine, with the staged module.</summary>
public sealed class InvokeAnonymiseTests : IDisposable
{
    /// <summary>The samples' kinds that the gate holds back; most of these tests ask what comes after it.</summary>
    private const string Allow = "-Allow BurnedInAnnotation, Ultrasound, SecondaryCapture, StructuredReport";

    private readonly ModuleSession _session = new();
    private readonly string _root = Directory.CreateTempSubdirectory("deidps-test-").FullName;

    public InvokeAnonymiseTests()
    {
        File.WriteAllText(Policy, """
            version "6.7"
            (0010,0010) := subject
            (0010,0020) := subject
            -*/(0008,0050)
            hashUIDList[(0008,0018), (0020,000D), (0020,000E)]
            removeAllPrivateTags
            """);
        Assert.Empty(_session.Run("New-DicomSample -Destination $args[0] -Seed 3", Input).Errors);
    }

    private string Input => Path.Combine(_root, "in");

    private string Output => Path.Combine(_root, "out");

    private string Policy => Path.Combine(_root, "rename.das");

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void One_result_for_each_file_in_the_order_of_the_input()
    {
        var result = Run("");
        var inputs = Directory.EnumerateFiles(Input, "*", SearchOption.AllDirectories).ToList();
        Assert.Empty(result.Errors);
        Assert.Equal(inputs.Count, result.Output.Count);
        Assert.All(result.Values("Status"), s => Assert.Equal("Written", s));
        var serial = Run("-ThrottleLimit 1 -Force").Values("Source");
        Assert.Equal(serial, result.Values("Source"));
        Assert.Equal(inputs.Order(StringComparer.Ordinal), serial.Order(StringComparer.Ordinal));
        Assert.All(result.Values("Destination"), d => Assert.True(File.Exists(d)));
    }

    [Fact]
    public void Files_come_from_the_pipeline_as_paths_files_and_header_rows()
    {
        var file = Directory.EnumerateFiles(Input, "CT0001.dcm", SearchOption.AllDirectories).Single();
        foreach (var source in new[] { "$args[0]", "[System.IO.FileInfo]::new($args[0])", "Get-DicomHeader $args[0]" })
        {
            var result = _session.Run($"{source} | Invoke-Anonymise -Destination $args[1] -Policy $args[2] -Variable @{{ subject = 'S' }} -Force", file, Output, Policy);
            Assert.Empty(result.Errors);
            Assert.Equal("Written", Assert.Single(result.Values("Status")));
        }
    }

    [Fact]
    public void The_alias_with_z_is_the_same_command() =>
        Assert.Equal("Invoke-Anonymise", _session.Run("(Get-Command Invoke-Anonymize).ResolvedCommandName").Output.Single().ToString());

    [Fact]
    public void WhatIf_gives_results_and_writes_nothing()
    {
        var result = Run("-WhatIf -Report (Join $args[1] r.csv)".Replace("(Join $args[1] r.csv)", "$args[3]", StringComparison.Ordinal), Path.Combine(_root, "r.csv"));
        Assert.Empty(result.Errors);
        Assert.All(result.Values("Reason"), r => Assert.Equal("WhatIf", r));
        Assert.False(Directory.Exists(Output));
        Assert.False(File.Exists(Path.Combine(_root, "r.csv")));
    }

    [Fact]
    public void The_report_has_a_row_for_each_input_and_no_formula()
    {
        File.Copy(Directory.EnumerateFiles(Input, "CT0001.dcm", SearchOption.AllDirectories).Single(), Path.Combine(Input, "=cmd.dcm"));
        var report = Path.Combine(_root, "r.csv");
        var result = Run("-Report $args[3]", report);
        var lines = File.ReadAllLines(report);
        Assert.Equal(result.Output.Count + 1, lines.Length);
        Assert.StartsWith("Source,Destination,Status,Reason", lines[0], StringComparison.Ordinal);
        Assert.Contains("Written", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void PassThru_puts_out_the_written_files()
    {
        var result = Run("-PassThru");
        Assert.All(result.Output, o => Assert.True(Assert.IsType<FileInfo>(o.BaseObject).Exists));
        Assert.NotEmpty(_session.Run("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Variable @{ subject = 'S' } -Force -PassThru | Get-DicomHeader -Tag PatientName", Input, Output, Policy).Output);
    }

    [Theory]
    [InlineData("same")]
    [InlineData("inside")]
    [InlineData("around")]
    public void A_destination_tangled_with_the_input_is_refused(string kind)
    {
        var destination = kind switch { "same" => Input, "inside" => Path.Combine(Input, "out"), _ => _root };
        var before = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Directory.SetLastWriteTimeUtc(Input, before);
        var result = _session.Run("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Variable @{ subject = 'S' }", Input, destination, Policy);
        Assert.Equal(before, Directory.GetLastWriteTimeUtc(Input));
        Assert.Equal("DestinationInsideSource,DeidPS.Commands.InvokeAnonymiseCommand", result.Errors[^1].FullyQualifiedErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void What_is_refused_leaves_nothing_behind_whoever_named_it()
    {
        var inside = Path.Combine(Input, "out");
        var result = _session.Run("[System.IO.DirectoryInfo]::new($args[0]) | Invoke-Anonymise -Recurse -Destination $args[1] -Policy $args[2] -Variable @{ subject = 'S' } -Report $args[3]", Input, inside, Policy, Path.Combine(_root, "run.csv"));
        Assert.Equal("DestinationInsideSource,DeidPS.Commands.InvokeAnonymiseCommand", result.Errors[^1].FullyQualifiedErrorId);
        Assert.False(Directory.Exists(inside));
        Assert.False(File.Exists(Path.Combine(_root, "run.csv")));
    }

    [Fact]
    public void A_run_without_inputs_says_so_and_has_a_report()
    {
        var report = Path.Combine(_root, "run.csv");
        var result = _session.Run("Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2] -Variable @{ subject = 'S' } -Report $args[3]", Input, Output, Policy, report);
        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
        Assert.Contains("-Recurse", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(report));
    }

    [Fact]
    public void A_destination_that_cannot_be_written_ends_the_command_before_it_starts()
    {
        var file = Path.Combine(_root, "file");
        File.WriteAllText(file, "in the way");
        var result = _session.Run("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Variable @{ subject = 'S' }", Input, Path.Combine(file, "out"), Policy);
        Assert.Equal("WriteFailed,DeidPS.Commands.InvokeAnonymiseCommand", result.Errors[^1].FullyQualifiedErrorId);
    }

    [Fact]
    public void Bad_policies_missing_ones_and_missing_variables_end_the_command()
    {
        var bad = Path.Combine(_root, "bad.das");
        File.WriteAllText(bad, "version \"6.7\"\n(0010,0010) := nosuch[\"x\"]\n(0010,0020 := 1\n");
        AssertRefused("ProfileSyntaxError", bad, "line 2");
        AssertRefused("PathNotFound", "no-such-policy", "site-wide");
        var result = _session.Run("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2]", Input, Output, Policy);
        Assert.Equal("ProfileRuleInvalid,DeidPS.Commands.InvokeAnonymiseCommand", result.Errors[^1].FullyQualifiedErrorId);
        Assert.Contains("subject", result.Errors[^1].Exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public void A_step_that_fails_on_an_object_holds_it_back_and_the_rest_goes_on()
    {
        File.WriteAllText(Policy, "version \"6.7\"\nif ((0008,0060) = \"CT\") { (0010,0010) := substring[(0010,0020), 900, 901] }\n-(0010,0030)\n");
        var result = Run("");
        var failed = result.Output.Where(o => o.Properties["Reason"].Value.ToString() == "ScriptError").ToList();
        Assert.NotEmpty(failed);
        Assert.NotEqual(failed.Count, result.Output.Count);
        Assert.All(failed, o => Assert.Equal("Quarantined", o.Properties["Status"].Value.ToString()));
        Assert.All(failed, o => Assert.True(File.Exists((string)o.Properties["QuarantinePath"].Value)));
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void A_failure_is_a_result_and_an_error_and_the_rest_goes_on()
    {
        // A folder in the place of a copy's name cannot be replaced.
        var first = Run("").Output.First(o => o.Properties["Status"].Value.ToString() == "Written");
        var taken = (string)first.Properties["Destination"].Value;
        Directory.Delete(Output, recursive: true);
        Directory.CreateDirectory(taken);
        var result = Run("-Force");
        var failed = Assert.Single(result.Output, o => o.Properties["Status"].Value.ToString() == "Failed");
        Assert.Equal(first.Properties["Source"].Value, failed.Properties["Source"].Value);
        Assert.Equal("WriteFailed,DeidPS.Commands.InvokeAnonymiseCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.False(result.IsTerminated);
    }

    [Fact]
    public void Several_patients_under_one_label_are_pointed_out()
    {
        Assert.Empty(_session.Run("New-DicomSample -Destination $args[0] -Seed 4", Path.Combine(Input, "more")).Errors);
        var trial = Assert.Single(Run("-WhatIf").Warnings, w => w.Contains("one subject label", StringComparison.Ordinal));
        Assert.DoesNotContain("delete", trial, StringComparison.Ordinal);
        Assert.Contains(Run("").Warnings, w => w.Contains("patients got one subject label: delete", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_of_labels_are_taken_in_any_case_and_a_name_that_nobody_reads_is_told()
    {
        var run = _session.Run($"$null = Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Variable @{{ Subject = 'S7'; projekt = 'LUNG' }} {Allow}; Get-DicomHeader $args[1] -Recurse -Tag /PatientID", Input, Output, Policy);
        Assert.Equal(["S7"], run.Values("Value").Distinct());
        Assert.Contains("'projekt'", Assert.Single(run.Warnings, w => w.Contains("No policy reads", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_label_is_none()
    {
        Assert.Empty(_session.Run("New-DicomSample -Destination $args[0] -Seed 4; $null = New-DeidKey $args[1]", Path.Combine(Input, "more"), Path.Combine(_root, "k")).Errors);
        var run = _session.Run("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy site-wide -KeyPath $args[2] -Variable @{ subject = '' }", Input, Output, Path.Combine(_root, "k"));
        Assert.DoesNotContain(run.Warnings, w => w.Contains("one subject label", StringComparison.Ordinal));
        Assert.Contains("Written", run.Values("Status"));
    }

    [Fact]
    public void No_stream_and_no_name_shows_a_planted_value()
    {
        // A failing policy, a good one, a trial and a report, with everything verbose.
        using var study = Dicom.SampleStudy.Create(3);
        var seen = new List<string>();
        var report = Path.Combine(_root, "r.csv");
        var failing = Path.Combine(_root, "failing.das");
        File.WriteAllText(failing, "version \"6.7\"\n(0010,0010) := substring[(0010,0020), 900, 901]\n");
        foreach (var (policy, extra) in new[] { (failing, "-Report $args[3]"), (Policy, "-Report $args[3] -Layout Uid") })
        {
            var result = _session.Run($"Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Variable @{{ subject = 'S' }} {extra} -Verbose -Debug:$false", Input, Output, policy, report);
            seen.AddRange(result.Errors.Select(e => e + e.Exception.ToString() + e.ErrorDetails + e.CategoryInfo));
            seen.AddRange(result.Warnings);
            seen.AddRange(result.Output.Select(o => $"{o.Properties["Destination"].Value} {o.Properties["Message"].Value} {o.Properties["RecommendedAction"].Value}"));
            seen.AddRange(Directory.Exists(Output) ? Directory.EnumerateFileSystemEntries(Output, "*", SearchOption.AllDirectories) : []);
        }

        var text = string.Join('\n', seen);
        Assert.Contains("Line 2", text, StringComparison.Ordinal);

        // Source paths hold the sample's own folder names, so they are looked at apart from what the command made.
        text = text.Replace(Input, "IN", StringComparison.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Input, "*", SearchOption.AllDirectories))
        {
            text = text.Replace(Path.GetRelativePath(Input, path), "SOURCE", StringComparison.Ordinal);
        }

        Assert.All(study.Identifiers, value => Assert.DoesNotContain(value, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_table_fits_and_shows_status_reason_and_source()
    {
        var table = _session.Render("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Variable @{ subject = 'S' } " + Allow, Input, Output, Policy);
        Assert.Contains("Status", table, StringComparison.Ordinal);
        Assert.Contains("CT0001.dcm", table, StringComparison.Ordinal);
        Assert.All(table.Split('\n').Where(l => !l.StartsWith("WARNING", StringComparison.Ordinal)), line => Assert.True(line.TrimEnd().Length <= 120, line));
    }

    [Fact]
    public void Stopping_in_the_middle_of_a_large_file_returns_within_a_second_and_leaves_nothing()
    {
        var large = Path.Combine(_root, "large");
        Directory.CreateDirectory(large);
        LargeFile.Create(Path.Combine(large, "big.dcm"), gigabytes: 3);
        using var shell = _session.Shell("Invoke-Anonymise $args[0] -Destination $args[1] -Policy $args[2] -Variable @{ subject = 'S' }", large, Output, Policy);
        var run = shell.BeginInvoke();
        var limit = Stopwatch.StartNew();
        while (!(Directory.Exists(Output) && new DirectoryInfo(Output).EnumerateFiles().Any(f => f.Exists && f.Length > 1 << 20)))
        {
            Assert.True(limit.Elapsed < TimeSpan.FromSeconds(30), "The copy never began.");
            Assert.False(run.IsCompleted, "The copy was over before it could be stopped.");
            Thread.Sleep(1);
        }

        var clock = Stopwatch.StartNew();
        shell.Stop();
        clock.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"Stopping took {clock.Elapsed}.");
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Empty(Directory.EnumerateFiles(Output));
    }

    private void AssertRefused(string errorId, string policy, string mention)
    {
        var result = _session.Run("Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Variable @{ subject = 'S' }", Input, Output, policy);
        Assert.Equal(errorId + ",DeidPS.Commands.InvokeAnonymiseCommand", result.Errors[^1].FullyQualifiedErrorId);
        Assert.Contains(mention, result.Errors[^1].Exception.Message + result.Errors[^1].ErrorDetails?.RecommendedAction, StringComparison.Ordinal);
    }

    private RunResult Run(string extra, params object[] more) =>
        _session.Run($"Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Variable @{{ subject = 'S' }} {Allow} {extra}", [Input, Output, Policy, .. more]);
}
