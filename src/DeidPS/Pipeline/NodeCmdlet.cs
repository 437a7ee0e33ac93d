using System.Management.Automation;
using System.Net;
using System.Security;
using DeidPS.Net;

namespace DeidPS;

/// <summary>
/// Base of cmdlets that talk to a node: a registered one by <c>-Node</c>, or one described in place by <c>-HostName</c> and what belongs
/// to it. Derived cmdlets name <see cref="NodeSet"/> as their default parameter set.
/// </summary>
public abstract class NodeCmdlet : AsyncCmdlet
{
    /// <summary>Name of the parameter set with a registered node; the default.</summary>
    public const string NodeSet = "Node";

    /// <summary>Name of the parameter set that describes a node in place.</summary>
    public const string HostNameSet = "HostName";

    /// <summary>The node: a name that Register-DicomNode stored, or what Get-DicomNode put out. Results of a query bring theirs along.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = NodeSet)]
    [DicomNodeTransform]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    [ValidateNotNull]
    public virtual DicomNode? Node { get; set; }

    /// <summary>Host name or IP address of a node that is not registered.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    public string HostName { get; set; } = string.Empty;

    /// <summary>TCP port of the node, 1 to 65535; 104 by default.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = DicomNode.DefaultPort;

    /// <summary>AE title of the node, 1 to 16 characters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AETitleCompleter))]
    public string CalledAE { get; set; } = string.Empty;

    /// <summary>Our AE title, as the node knows us; DEIDPS by default.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AETitleCompleter))]
    public string CallingAE { get; set; } = DicomNode.DefaultCallingAE;

    /// <summary>Protect the connection with TLS; off by default.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    public SwitchParameter UseTls { get; set; }

    /// <summary>Our certificate for TLS: path of a PKCS #12 or PEM file, or the thumbprint of one in the certificate store. None by default.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    public string? ClientCertificate { get; set; }

    /// <summary>File with the certificates that the node's certificate must lead to; by default those the operating system trusts.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    public string? TrustedRoots { get; set; }

    /// <summary>Name the node's certificate must carry; the host name by default.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    [ValidateNotNullOrEmpty]
    public string? TlsServerName { get; set; }

    /// <summary>Take any certificate of the node: the line is secret, but nobody vouches for who is at the other end. Off by default.</summary>
    [Parameter(ParameterSetName = HostNameSet)]
    public SwitchParameter AllowUntrustedCertificate { get; set; }

    /// <summary>User name and passcode for user identity negotiation; by default the node's user name without a passcode, if it has one.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Password of the file that holds our certificate; none by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>Seconds to wait for the first response to a request, 1 to 86400. Default: what the node says, else 60.</summary>
    [Parameter]
    [ValidateRange(1, NodeRules.MaximumSeconds)]
    public int TimeoutSec { get; set; }

    /// <summary>Seconds to wait between two responses, and for a node that takes or sends nothing, 1 to 86400. Default: what the node says, else 300.</summary>
    [Parameter]
    [ValidateRange(1, NodeRules.MaximumSeconds)]
    public int IdleTimeoutSec { get; set; }

    /// <summary>Seconds to wait for TCP and TLS, 1 to 86400. Default: what the node says, else 30.</summary>
    [Parameter]
    [ValidateRange(1, NodeRules.MaximumSeconds)]
    public int ConnectTimeoutSec { get; set; }

    /// <summary>The secrets of this call; null when none were given.</summary>
    protected AssociationSecrets? Secrets => Credential is null && CertificatePassword is null
        ? null
        : new AssociationSecrets { Passcode = Reveal(Credential?.Password), CertificatePassword = Reveal(CertificatePassword) };

    /// <summary>The node of the current record, with what the parameters say of it; checked.</summary>
    /// <exception cref="NodeException">NodeSettingInvalid.</exception>
    protected DicomNode ResolveNode()
    {
        var isDescribed = string.Equals(ParameterSetName, HostNameSet, StringComparison.Ordinal);
        var node = isDescribed
            ? new DicomNode { HostName = HostName, Port = Port, CalledAE = CalledAE, CallingAE = CallingAE, Tls = TlsBinding.From(UseTls, ClientCertificate, TrustedRoots, TlsServerName, AllowUntrustedCertificate, SessionState) }
            : Node!;
        return NodeRules.Check(node with
        {
            UserName = Credential?.UserName ?? node.UserName,
            TimeoutSec = TimeoutSec > 0 ? TimeoutSec : node.TimeoutSec,
            IdleTimeoutSec = IdleTimeoutSec > 0 ? IdleTimeoutSec : node.IdleTimeoutSec,
            ConnectTimeoutSec = ConnectTimeoutSec > 0 ? ConnectTimeoutSec : node.ConnectTimeoutSec,
        });
    }

    private static string? Reveal(SecureString? secret) => secret is null ? null : new NetworkCredential(string.Empty, secret).Password;
}
