using System.Management.Automation;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>Register-DicomNode, Get-DicomNode and Unregister-DicomNode.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class DicomNodeCmdletTests : NodeTest
{
    private const string Register = "Register-DicomNode pacs pacs.example.org -CalledAE PACS";

    [Fact]
    public void A_node_with_every_setting_comes_back()
    {
        var roots = Path.Combine(Folder, "roots.pem");
        var certificate = Path.Combine(Folder, "us.pfx");
        File.WriteAllText(roots, string.Empty);
        File.WriteAllText(certificate, string.Empty);
        const string All = Register + " -Port 2762 -CallingAE ' RESEARCH ' -UseTls -ClientCertificate $args[1] -TrustedRoots $args[0] -TlsServerName pacs -UserName reader -Model PatientRoot "
            + "-RetrieveMethod Get -RetrieveLevel Image -MoveDestination STORE -ReceiverPort 8105 -UseFuzzyMatching -UseRelationalQueries -UseCombinedDateTime -UseTimezone -ResultLimit 500 -MaxAssociations 2 -Window 'Fri 20:00-06:00 associations=3' -UtilizationPercent 50 -MaxRestSec 600 -MinIntervalSec 60 -MaxAttempts 50 -BackoffSec 120 -BreakerThreshold 4 -SkipAdaptiveRate -ConnectTimeoutSec 1 -AcceptTimeoutSec 2 -TimeoutSec 3 -IdleTimeoutSec 4";
        var silent = Run(All, roots, certificate);
        Assert.Empty(silent.Errors);
        Assert.Empty(silent.Output);
        var read = Run("Get-DicomNode PACS");
        var expected = new Dictionary<string, object>
        {
            ["Name"] = "pacs", ["HostName"] = "pacs.example.org", ["Port"] = 2762, ["CalledAE"] = "PACS", ["CallingAE"] = "RESEARCH", ["UserName"] = "reader", ["Model"] = "PatientRoot",
            ["RetrieveMethod"] = "Get", ["RetrieveLevel"] = "Image", ["MoveDestination"] = "STORE", ["ReceiverPort"] = 8105, ["UseFuzzyMatching"] = true, ["UseRelationalQueries"] = true, ["UseCombinedDateTime"] = true, ["UseTimezone"] = true, ["ResultLimit"] = 500,
            ["ConnectTimeoutSec"] = 1, ["AcceptTimeoutSec"] = 2, ["TimeoutSec"] = 3, ["IdleTimeoutSec"] = 4,
        };
        Assert.All(expected, setting => Assert.Equal(setting.Value.ToString(), Assert.Single(read.Values(setting.Key))));
        var limits = new NodeLimits
        {
            MaxAssociations = 2, UtilizationPercent = 50, MaxRestSec = 600, MinIntervalSec = 60, MaxAttempts = 50, BackoffSec = 120, BreakerThreshold = 4, AdaptiveRate = false,
            Windows = NodeSchedule.Parse(["Fri 20:00-06:00 associations=3"]),
        };
        Assert.Equal(limits.ToString(), Assert.Single(read.Values("Limits")));
        var tls = PSObject.AsPSObject(read.Output[0].Properties["Tls"].Value);
        Assert.Equal(roots, tls.Properties["TrustedRoots"].Value);
        Assert.Equal(certificate, tls.Properties["Certificate"].Value);
        Assert.Equal("pacs", tls.Properties["ServerName"].Value);
        Assert.Equal(read.Output[0].BaseObject, Run(All + " -Force -PassThru", roots, certificate).Output.Single().BaseObject);
    }

    [Fact]
    public void A_plain_node_has_the_defaults_and_no_tls()
    {
        Assert.Empty(Run(Register).Errors);
        var node = Run("Get-DicomNode").Output.Single();
        Assert.Null(node.Properties["Tls"].Value);
        Assert.Null(node.Properties["ResultLimit"].Value);
        Assert.Equal(104, node.Properties["Port"].Value);
        Assert.Equal("DEIDPS", node.Properties["CallingAE"].Value);
    }

    [Fact]
    public void A_name_is_taken_once_unless_forced()
    {
        Assert.Empty(Run(Register).Errors);
        var again = Run("Register-DicomNode PACS other -CalledAE OTHER; 'went on'");
        Assert.Equal("NodeExists,DeidPS.Commands.RegisterDicomNodeCommand", Assert.Single(again.Errors).FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ResourceExists, again.Errors[0].CategoryInfo.Category);
        Assert.Equal("went on", Assert.Single(again.Output).ToString());
        Assert.Equal("pacs.example.org", Assert.Single(Run("Get-DicomNode").Values("HostName")));
        Assert.Empty(Run("Register-DicomNode PACS other -CalledAE OTHER -Force").Errors);
        Assert.Equal("other", Assert.Single(Run("Get-DicomNode").Values("HostName")));
    }

    [Theory]
    [InlineData("Register-DicomNode a* h -CalledAE A")]
    [InlineData("Register-DicomNode a 'h h' -CalledAE A")]
    [InlineData("Register-DicomNode a h:104 -CalledAE A")]
    [InlineData("Register-DicomNode a h -CalledAE 12345678901234567")]
    [InlineData("Register-DicomNode a h -CalledAE A\\B")]
    [InlineData("Register-DicomNode a h -CalledAE ' '")]
    [InlineData("Register-DicomNode a h -CalledAE A -CallingAE \u00c4")]
    [InlineData("Register-DicomNode a h -CalledAE A -MoveDestination ' '")]
    [InlineData("Register-DicomNode a h -CalledAE A -TlsServerName b")]
    [InlineData("Register-DicomNode a h -CalledAE A -AllowUntrustedCertificate")]
    [InlineData("Register-DicomNode a h -CalledAE A -UseTls -AllowUntrustedCertificate -TrustedRoots $args[0]")]
    public void A_broken_setting_is_an_error_also_in_a_trial(string script)
    {
        var some = Path.Combine(Folder, "some.pem");
        File.WriteAllText(some, string.Empty);
        foreach (var whatIf in new[] { string.Empty, " -WhatIf" })
        {
            var error = Assert.Single(Run(script + whatIf, some).Errors);
            Assert.Equal("NodeSettingInvalid,DeidPS.Commands.RegisterDicomNodeCommand", error.FullyQualifiedErrorId);
            Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        }

        Assert.False(File.Exists(UserFile));
    }

    [Theory]
    [InlineData("-Port 0")]
    [InlineData("-Port 65536")]
    [InlineData("-ReceiverPort 0")]
    [InlineData("-TimeoutSec 0")]
    [InlineData("-IdleTimeoutSec 86401")]
    [InlineData("-ResultLimit 0")]
    [InlineData("-RetrieveLevel Patient")]
    [InlineData("-Model Other")]
    public void A_number_or_word_outside_its_range_does_not_bind(string parameters)
    {
        Assert.StartsWith("ParameterArgument", Assert.Single(Run(Register + " " + parameters).Errors).FullyQualifiedErrorId.Replace("CannotConvertArgumentNoMessage", "ParameterArgument"), StringComparison.Ordinal);
        Assert.False(File.Exists(UserFile));
    }

    [Fact]
    public void A_file_of_certificates_that_is_missing_is_an_error_and_a_thumbprint_is_no_file()
    {
        Assert.Equal("PathNotFound,DeidPS.Commands.RegisterDicomNodeCommand", Assert.Single(Run(Register + " -UseTls -TrustedRoots $args[0]", Path.Combine(Folder, "none.pem")).Errors).FullyQualifiedErrorId);
        var thumbprint = new string('a', 40);
        Assert.Empty(Run(Register + " -UseTls -ClientCertificate $args[0]", thumbprint).Errors);
        Assert.Equal(thumbprint, Run("(Get-DicomNode pacs).Tls.Certificate").Output.Single().ToString());
    }

    [Fact]
    public void A_node_that_takes_any_certificate_is_a_warning() =>
        Assert.Contains("any certificate", Assert.Single(Run(Register + " -UseTls -AllowUntrustedCertificate").Warnings), StringComparison.Ordinal);

    [Fact]
    public void WhatIf_registers_and_removes_nothing()
    {
        Assert.Empty(Run(Register + " -WhatIf -PassThru").Output);
        Assert.False(Directory.Exists(Path.GetDirectoryName(UserFile)));
        Assert.Empty(Run(Register).Errors);
        Assert.Empty(Run("Get-DicomNode | Unregister-DicomNode -WhatIf").Errors);
        Assert.Single(Run("Get-DicomNode").Output);
    }

    [Fact]
    public void Users_node_hides_the_machines_and_both_can_be_listed_and_removed()
    {
        Assert.Empty(Run(Register + " -Scope AllUsers; Register-DicomNode b host -CalledAE B -Scope AllUsers; Register-DicomNode PACS mine -CalledAE MINE").Errors);
        Assert.True(File.Exists(MachineFile));
        Assert.Equal(["B", "MINE"], Run("Get-DicomNode").Values("CalledAE"));
        Assert.Equal(["B", "PACS"], Run("Get-DicomNode -Scope AllUsers").Values("CalledAE"));
        Assert.Equal(["MINE"], Run("Get-DicomNode -Scope CurrentUser").Values("CalledAE"));
        Assert.Empty(Run("Unregister-DicomNode pacs").Errors);
        Assert.Equal(["B", "PACS"], Run("Get-DicomNode").Values("CalledAE"));
        var wrongScope = Assert.Single(Run("Unregister-DicomNode pacs").Errors);
        Assert.Equal("NoMatch,DeidPS.Commands.UnregisterDicomNodeCommand", wrongScope.FullyQualifiedErrorId);
        Assert.Contains("-Scope AllUsers", wrongScope.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(Run("Unregister-DicomNode * -Scope AllUsers").Errors);
        Assert.Empty(Run("Get-DicomNode").Output);
    }

    [Fact]
    public void Names_come_from_the_pipeline_as_text_and_as_a_property_and_wildcards_may_find_nothing()
    {
        Assert.Empty(Run("'a1', 'a2', 'b' | ForEach-Object { Register-DicomNode $_ host -CalledAE $_ }").Errors);
        Assert.Equal(["b", "a1", "a2"], Run("'b', 'A*' | Get-DicomNode").Values("Name"));
        Assert.Equal(["a2"], Run("[pscustomobject]@{ Name = 'a2' } | Get-DicomNode").Values("Name"));
        Assert.Empty(Run("Get-DicomNode c*; Unregister-DicomNode c*").Errors);
        var missing = Run("Get-DicomNode none, b");
        Assert.Equal("NoMatch,DeidPS.Commands.GetDicomNodeCommand", Assert.Single(missing.Errors).FullyQualifiedErrorId);
        Assert.Equal(["b"], missing.Values("Name"));
        Assert.Empty(Run("Get-DicomNode a* | Unregister-DicomNode").Errors);
        Assert.Equal(["b"], Run("Get-DicomNode").Values("Name"));
    }

    [Fact]
    public void Nodes_are_copied_whole_and_rows_that_only_look_like_nodes_are_not_taken()
    {
        Assert.Empty(Run(Register + " -UseTls -TlsServerName x -ResultLimit 7").Errors);
        Assert.Empty(Run("Get-DicomNode | Register-DicomNode -Scope AllUsers").Errors);
        Assert.Equal(Run("Get-DicomNode -Scope CurrentUser").Output.Single().BaseObject, Run("Get-DicomNode -Scope AllUsers").Output.Single().BaseObject);
        var row = Run("[pscustomobject]@{ Name = 'csv'; HostName = 'h'; Port = '104'; CalledAE = 'A'; Tls = ''; UseFuzzyMatching = 'False' } | Register-DicomNode");
        Assert.NotEmpty(row.Errors);
        Assert.Single(Run("Get-DicomNode").Output);
    }

    [Fact]
    public void Processes_that_register_at_once_lose_nothing()
    {
        var ended = new ChildProcess?[3];
        var threads = Enumerable.Range(0, ended.Length).Select(n => new Thread(() =>
            ended[n] = ChildProcess.RunHost(["-Command", $"1..20 | ForEach-Object {{ Register-DicomNode \"p{n}-$_\" host -CalledAE A }}"]))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(ended, process => Assert.Equal((0, string.Empty), (process!.ExitCode, process.Error)));
        Assert.Equal(60, Run("Get-DicomNode p*").Output.Count);
    }

    [Fact]
    public void A_damaged_file_ends_the_cmdlet_and_stays_as_it_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(UserFile)!);
        File.WriteAllText(UserFile, "{\n \"nodes\": [\n {\n \"colour\": 1 } ] }");
        foreach (var (script, command) in new[] { ("Get-DicomNode", "GetDicomNode"), (Register + " -Force", "RegisterDicomNode"), ("Unregister-DicomNode pacs", "UnregisterDicomNode") })
        {
            var result = Run(script);
            Assert.Empty(result.Output);
            var error = Assert.Single(result.Errors);
            Assert.Equal($"NodeRegistryInvalid,DeidPS.Commands.{command}Command", error.FullyQualifiedErrorId);
            Assert.Contains("'colour', line 4", error.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal("{\n \"nodes\": [\n {\n \"colour\": 1 } ] }", File.ReadAllText(UserFile));
    }

    [Fact]
    public void A_variable_without_a_full_path_is_an_error()
    {
        Environment.SetEnvironmentVariable(UserVariable, "nodes.json");
        Assert.Equal("NodeSettingInvalid,DeidPS.Commands.GetDicomNodeCommand", Assert.Single(Run("Get-DicomNode").Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void Names_are_completed_with_what_they_stand_for()
    {
        Assert.Empty(Run("Register-DicomNode alpha h -CalledAE A; Register-DicomNode 'alpha two' h2 -CalledAE B; Register-DicomNode beta h -CalledAE C").Errors);
        foreach (var line in new[] { "Get-DicomNode al", "Unregister-DicomNode -Name al" })
        {
            var matches = Complete(line);
            Assert.Equal(["alpha", "'alpha two'"], matches.Select(m => m.CompletionText));
            Assert.Equal("B at h2:104", matches[1].ToolTip);
        }

        File.WriteAllText(UserFile, "damaged");
        Assert.DoesNotContain(Complete("Get-DicomNode al"), m => m.ResultType == CompletionResultType.ParameterValue);
    }

    [Fact]
    public void Table_fits_120_columns_and_the_list_shows_everything()
    {
        Assert.Empty(Run("Register-DicomNode a-name-of-20-letters a-long-host-name.hospital.example.org -Port 11112 -CalledAE ABCDEFGHIJKLMNOP -CallingAE QRSTUVWXYZ012345 -UseTls").Errors);
        var table = Session.Render("Get-DicomNode").Split('\n');
        Assert.All(table, line => Assert.InRange(line.Length, 0, 120));
        Assert.Contains(table, line => line.StartsWith("a-name-of-20-letters", StringComparison.Ordinal) && line.Contains(" 11112 ABCDEFGHIJKLMNOP QRSTUVWXYZ012345 True", StringComparison.Ordinal));
        var list = Run("Get-DicomNode").Output.Single().Properties.Select(p => p.Name).Where(n => n is not ("Tls" or "EffectiveMoveDestination"));
        var view = System.Xml.Linq.XDocument.Load(Path.Combine(Repository.Root, "module", "DeidPS.Format.ps1xml")).Descendants("View").Single(v => v.Element("Name")!.Value == "DicomNodeList").Value;
        Assert.All(list.Concat(typeof(NodeLimits).GetProperties().Select(p => p.Name)), name => Assert.Contains(name, view, StringComparison.Ordinal));
    }

    [Fact]
    public void Stop_takes_less_than_a_second()
    {
        Assert.InRange(TimeToStop("while ($true) { Get-DicomNode }"), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(TimeToStop("while ($true) { Unregister-DicomNode none* }"), TimeSpan.Zero, TimeSpan.FromSeconds(1));

        // Another process holds the file.
        Directory.CreateDirectory(Path.GetDirectoryName(UserFile)!);
        using (new FileStream(UserFile + ".lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.InRange(TimeToStop(Register), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }

        Assert.Empty(Run("Get-DicomNode").Output);
    }

    private List<CompletionResult> Complete(string line)
    {
        using var shell = PowerShell.Create(Session.Runspace);
        return [.. CommandCompletion.CompleteInput(line, line.Length, [], shell).CompletionMatches];
    }
}
