using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace DeidPS.Net;

/// <summary>Name, TCP and TLS of a node, one after the other.</summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Password of our certificate; null for none.</param>
/// <param name="now">The time certificates are judged at.</param>
internal sealed class ConnectionCheck(DicomNode node, AssociationSecrets? secrets, DateTimeOffset now)
{
    /// <summary>Days before a certificate ends from which on that is said.</summary>
    private const int NoticeDays = 30;

    /// <summary>Our own address on the way to the node, once TCP worked: what the node has to be told to reach us.</summary>
    public IPAddress? OwnAddress { get; private set; }

    /// <summary>Asks DNS.</summary>
    public async Task<NodeFinding> NameAsync(CancellationToken stop)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(node.HostName, stop).ConfigureAwait(false);
            return new NodeFinding("Name", NodeCheckStatus.Passed, string.Join(", ", addresses.Select(a => a.ToString())));
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            throw new NetworkException(NetworkException.NodeUnreachable, "The host name is not known to DNS.", "Check the host name, or use the IP address.", error);
        }
    }

    /// <summary>Connects, and closes again.</summary>
    public async Task<NodeFinding> TcpAsync(CancellationToken stop)
    {
        var (stream, socket) = await NodeConnection.OpenAsync(node with { Tls = null }, AssociationSecrets.None, stop).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            OwnAddress = (socket.LocalEndPoint as IPEndPoint)?.Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : (socket.LocalEndPoint as IPEndPoint)?.Address;
            return new NodeFinding("TCP", NodeCheckStatus.Passed, FormattableString.Invariant($"port {node.Port} is open; our address towards the node is {OwnAddress}"));
        }
    }

    /// <summary>Agrees on TLS, and closes again.</summary>
    public async Task<NodeFinding> TlsAsync(CancellationToken stop)
    {
        if (node.Tls is null)
        {
            return new NodeFinding("TLS", NodeCheckStatus.Skipped, "not asked for: what goes over this connection can be read on the way");
        }

        try
        {
            var (stream, _) = await NodeConnection.OpenAsync(node, secrets ?? AssociationSecrets.None, stop).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return Describe((SslStream)stream, node.Tls.AllowUntrusted);
            }
        }
        catch (NetworkException error) when (error.ErrorId == NetworkException.NetworkTimeout)
        {
            throw new NetworkException(error.ErrorId, "The node takes the connection and does not answer to TLS.", "Check that the port is the TLS port of the node; DICOM with TLS mostly has a port of its own, such as 2762.", error);
        }
    }

    /// <summary>True when what answers on the port speaks TLS, which a plain association cannot tell.</summary>
    public async Task<bool> SpeaksTlsAsync(CancellationToken stop)
    {
        try
        {
            var (stream, _) = await NodeConnection.OpenAsync(node with { Tls = new TlsSettings { AllowUntrusted = true }, ConnectTimeoutSec = Math.Min(5, node.ConnectTimeoutSec) }, AssociationSecrets.None, stop).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
            return true;
        }
        catch (NetworkException)
        {
            return false;
        }
    }

    private NodeFinding Describe(SslStream stream, bool isUntrusted)
    {
        var protocol = stream.SslProtocol == SslProtocols.Tls13 ? "TLS 1.3" : stream.SslProtocol == SslProtocols.Tls12 ? "TLS 1.2" : stream.SslProtocol.ToString();
        using var certificate = X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.Export(X509ContentType.Cert));
        var left = (int)Math.Floor((certificate.NotAfter.ToUniversalTime() - now.UtcDateTime).TotalDays);
        var detail = FormattableString.Invariant($"{protocol}, {stream.NegotiatedCipherSuite}; certificate {KindOf(certificate)}, valid until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        var remedy = left < 0 ? "The certificate is expired: have it renewed."
            : left < NoticeDays ? FormattableString.Invariant($"The certificate ends in {left} days: have it renewed.")
            : isUntrusted ? "Nobody vouches for who answers: name the root certificate with -TrustedRoots instead of -AllowUntrustedCertificate."
            : null;
        return new NodeFinding("TLS", NodeCheckStatus.Passed, detail, remedy);
    }

    /// <summary>What the certificate was issued for: a DNS name, an address, or only a common name, which current clients do not look at.</summary>
    private static string KindOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var kind = names is null ? "with a common name only" : names.EnumerateDnsNames().Any() ? "for a DNS name" : names.EnumerateIPAddresses().Any() ? "for an IP address" : "for no host";
        return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? kind + ", self-signed" : kind;
    }
}
