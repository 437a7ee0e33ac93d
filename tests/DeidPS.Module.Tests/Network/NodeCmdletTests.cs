using System.Management.Automation;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>How cmdlets that talk to a node get it.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class NodeCmdletTests : NodeTest
{
    private const string InPlace = "Test-ProbeNode -HostName host -CalledAE PEER";

    private readonly ModuleSession _session = new(import: false, typeof(TestProbeNodeCommand));

    private static readonly DicomNode s_node = new() { Name = "pacs", HostName = "h", CalledAE = "PACS", TimeoutSec = 7, IdleTimeoutSec = 8, ConnectTimeoutSec = 9, UserName = "reader" };

    [Fact]
    public void A_name_becomes_the_registered_node()
    {
        Add(s_node);
        Assert.Equal(s_node, Node("Test-ProbeNode -Node pacs"));
        Assert.Equal(s_node, Node("Test-ProbeNode -Node ' PACS '"));
        Assert.Equal(s_node, Node("Test-ProbeNode -Node $args[0]", s_node));
    }

    [Fact]
    public void A_name_that_is_not_registered_does_not_bind_and_the_message_helps()
    {
        var error = Assert.Single(_session.Run("Test-ProbeNode -Node none").Errors);
        Assert.StartsWith("ParameterArgumentTransformationError", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("No node is registered as 'none'", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Register-DicomNode", error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(_session.Run("Test-ProbeNode -Node 7").Errors);
        Assert.NotEmpty(_session.Run("Test-ProbeNode -Node @{ HostName = 'h'; CalledAE = 'A' }").Errors);
    }

    [Fact]
    public void Results_of_a_query_bring_their_node_along()
    {
        Add(s_node);
        foreach (var node in new object[] { "pacs", s_node })
        {
            var result = _session.Run("[pscustomobject]@{ Node = $args[0]; StudyInstanceUID = '1.2' }, [pscustomobject]@{ Node = $args[0]; StudyInstanceUID = '1.3' } | Test-ProbeNode", node);
            Assert.Empty(result.Errors);
            Assert.Equal(["1.2", "1.3"], result.Values("StudyInstanceUID"));
            Assert.All(result.Output, o => Assert.Equal(s_node, o.Properties["Node"].Value));
        }

        // A node given as an argument wins over the result's.
        var other = s_node with { Name = "other" };
        Assert.Equal(other, Node("[pscustomobject]@{ Node = 'pacs'; StudyInstanceUID = '1.2' } | Test-ProbeNode -Node $args[0]", other));
        var mixed = _session.Run("[pscustomobject]@{ Node = 'none' }, [pscustomobject]@{ Node = 'pacs' } | Test-ProbeNode");
        Assert.Single(mixed.Errors);
        Assert.Single(mixed.Output);
    }

    [Fact]
    public void A_node_is_described_in_place()
    {
        Assert.Equal(new DicomNode { HostName = "host", CalledAE = "PEER" }, Node(InPlace));
        Assert.Equal(new DicomNode { HostName = "host", CalledAE = "PEER", CallingAE = "ME", Port = 11112 }, Node(InPlace + " -Port 11112 -CallingAE ' ME '"));
        var roots = Path.Combine(Folder, "roots.pem");
        File.WriteAllText(roots, string.Empty);
        Assert.Equal(new TlsSettings { TrustedRoots = roots, ServerName = "x" }, Node(InPlace + " -UseTls -TrustedRoots $args[0] -TlsServerName x", roots).Tls);
        Assert.True(Node(InPlace + " -UseTls -AllowUntrustedCertificate").Tls!.AllowUntrusted);
        Assert.False(Node(InPlace + " -UseTls").Tls!.AllowUntrusted);
    }

    [Theory]
    [InlineData("-CallingAE 12345678901234567", "NodeSettingInvalid")]
    [InlineData("-TlsServerName x", "NodeSettingInvalid")]
    [InlineData("-AllowUntrustedCertificate", "NodeSettingInvalid")]
    [InlineData("-ClientCertificate none.pfx", "NodeSettingInvalid")]
    [InlineData("-UseTls -TrustedRoots none.pem", "PathNotFound")]
    [InlineData("-Port 0", "ParameterArgumentValidationError")]
    [InlineData("-TimeoutSec 0", "ParameterArgumentValidationError")]
    [InlineData("-Node pacs", "AmbiguousParameterSet")]
    public void What_cannot_be_meant_is_an_error(string parameters, string id)
    {
        Add(s_node);
        Assert.StartsWith(id + ",", Assert.Single(_session.Run(InPlace + " " + parameters).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_limits_given_win_over_the_nodes()
    {
        var node = Node("Test-ProbeNode -Node $args[0] -TimeoutSec 1 -IdleTimeoutSec 2", s_node);
        Assert.Equal((1, 2, 9), (node.TimeoutSec, node.IdleTimeoutSec, node.ConnectTimeoutSec));
        Assert.Equal(3, Node(InPlace + " -ConnectTimeoutSec 3").ConnectTimeoutSec);
    }

    [Fact]
    public void Secrets_reach_the_work_and_no_text()
    {
        Assert.Null(Output("Test-ProbeNode -Node $args[0]", s_node).Properties["Secrets"].Value);
        const string Secret = "$s = [securestring]::new(); foreach ($c in $args[1].ToCharArray()) { $s.AppendChar($c) }; ";
        var output = Output(Secret + "Test-ProbeNode -Node $args[0] -Credential ([pscredential]::new('somebody', $s)) -CertificatePassword $s", s_node, "ZZSECRET");
        var secrets = (AssociationSecrets)output.Properties["Secrets"].Value;
        Assert.Equal(("ZZSECRET", "ZZSECRET"), (secrets.Passcode, secrets.CertificatePassword));
        Assert.Equal("somebody", ((DicomNode)output.Properties["Node"].Value).UserName);
        Assert.DoesNotContain("ZZ", output.ToString(), StringComparison.Ordinal);
        Assert.Null(((AssociationSecrets)Output(Secret + "Test-ProbeNode -Node $args[0] -CertificatePassword $s", s_node, "x").Properties["Secrets"].Value).Passcode);
    }

    [Fact]
    public void Names_of_nodes_are_completed()
    {
        Add(s_node);
        using var shell = PowerShell.Create(_session.Runspace);
        const string Line = "Test-ProbeNode -Node p";
        Assert.Equal("pacs", Assert.Single(CommandCompletion.CompleteInput(Line, Line.Length, [], shell).CompletionMatches).CompletionText);
    }

    protected override void Dispose(bool disposing)
    {
        _session.Dispose();
        base.Dispose(disposing);
    }

    private static void Add(DicomNode node) => NodeRegistry.Default().Add(node, NodeScope.CurrentUser, replace: false, default);

    private PSObject Output(string script, params object[] arguments)
    {
        var result = _session.Run(script, arguments);
        Assert.Empty(result.Errors);
        return Assert.Single(result.Output);
    }

    private DicomNode Node(string script, params object[] arguments) => (DicomNode)Output(script, arguments).Properties["Node"].Value;
}
