namespace DeidPS.Net;

/// <summary>TLS of a node as the file has it; its presence means that TLS is used.</summary>
internal sealed class NodeFileTls
{
    public string? Certificate { get; set; }

    public string? TrustedRoots { get; set; }

    public string? ServerName { get; set; }

    public bool AllowUntrusted { get; set; }

    public bool RequireClientCertificate { get; set; }

    public static NodeFileTls From(TlsSettings tls) => new()
    {
        Certificate = tls.Certificate,
        TrustedRoots = tls.TrustedRoots,
        ServerName = tls.ServerName,
        AllowUntrusted = tls.AllowUntrusted,
        RequireClientCertificate = tls.RequireClientCertificate,
    };

    public TlsSettings ToSettings() => new()
    {
        Certificate = Certificate,
        TrustedRoots = TrustedRoots,
        ServerName = ServerName,
        AllowUntrusted = AllowUntrusted,
        RequireClientCertificate = RequireClientCertificate,
    };
}
