using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DeidPS.Net;

/// <summary>Puts TLS on a connection (PS3.15 B.9 to B.12: BCP 195, TLS 1.2 or newer) and says in words why it did not work.</summary>
internal sealed class TlsConnection
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly TlsSettings _settings;
    private readonly X509Certificate2Collection? _roots;
    private readonly SslStreamCertificateContext? _own;

    /// <summary>Loads certificates, so that a wrong path is told before anything connects.</summary>
    /// <exception cref="NetworkException">A certificate cannot be read, or has no private key.</exception>
    public TlsConnection(TlsSettings settings, string? password)
    {
        _settings = settings;
        _roots = settings.TrustedRoots is null ? null : CertificateFile.LoadRoots(settings.TrustedRoots);
        if (settings.Certificate is not null)
        {
            var chain = CertificateFile.LoadOwn(settings.Certificate, password);
            _own = SslStreamCertificateContext.Create(chain[0], [.. chain.Skip(1)], offline: true);
        }
    }

    /// <summary>True when there is a certificate to show, without which nobody can listen.</summary>
    public bool HasCertificate => _own is not null;

    /// <summary>TLS as the side that connects.</summary>
    /// <exception cref="NetworkException">NodeUnreachable, with what is wrong with the certificate.</exception>
    public Task<Stream> ConnectAsync(Stream transport, string hostName, string peer, CancellationToken stop)
    {
        string? finding = null;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _settings.ServerName ?? hostName,
            EnabledSslProtocols = Protocols,
            ClientCertificateContext = _own,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => _settings.AllowUntrusted || (finding = Explain(certificate, chain, errors)) is null,
        };

        // With TLS 1.3 a peer that refuses our certificate says so after the handshake; the first read brings it.
        return ShakeHandsAsync(transport, peer, stream => stream.AuthenticateAsClientAsync(options, stop), () => finding);
    }

    /// <summary>TLS as the side that listens.</summary>
    /// <exception cref="NetworkException">The peer's certificate, or what it offers, was not accepted.</exception>
    public Task<Stream> AcceptAsync(Stream transport, string peer, CancellationToken stop)
    {
        string? finding = null;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _own,
            EnabledSslProtocols = Protocols,
            ClientCertificateRequired = _settings.RequireClientCertificate,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsClientTrusted(certificate, chain, errors, out finding),
        };
        return ShakeHandsAsync(transport, peer, stream => stream.AuthenticateAsServerAsync(options, stop), () => finding);
    }

    private static async Task<Stream> ShakeHandsAsync(Stream transport, string peer, Func<SslStream, Task> authenticate, Func<string?> finding)
    {
        var stream = new SslStream(transport);
        try
        {
            await authenticate(stream).ConfigureAwait(false);
            return stream;
        }
        catch (Exception error)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (error is AuthenticationException or IOException)
            {
                throw Failure(peer, finding(), error);
            }

            throw;
        }
    }

    private static NetworkException Failure(string peer, string? finding, Exception error) => finding is null
        ? new NetworkException(
            NetworkException.NodeUnreachable,
            $"TLS with {peer} was not agreed on ({(error.InnerException ?? error).GetType().Name}).",
            "Check that the port is the TLS port of the node, that both sides allow TLS 1.2 or 1.3, and whether the node wants a client certificate.",
            error)
        : new NetworkException(NetworkException.NodeUnreachable, $"The certificate of {peer} was not accepted: {finding}.", "Name the root certificate with -TrustedRoots, the expected name with -TlsServerName, or have the certificate renewed.");

    private bool IsClientTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, out string? finding)
    {
        finding = null;
        if (certificate is null && !_settings.RequireClientCertificate)
        {
            return true;
        }

        // A client is known by its chain; the name in its certificate is no host name we could compare.
        finding = _settings.AllowUntrusted && certificate is not null ? null : Explain(certificate, chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch);
        return finding is null;
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_roots);
        }

        return policy;
    }

    private static string? Explain(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "it showed none";
        }

        var causes = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            causes.Add("it was issued for another name");
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status) ?? X509ChainStatusFlags.NoError;
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            causes.Add("it is expired or not yet valid");
        }

        if (status.HasFlag(X509ChainStatusFlags.UntrustedRoot) || status.HasFlag(X509ChainStatusFlags.PartialChain))
        {
            causes.Add("it does not lead to a trusted root");
        }

        if (causes.Count == 0)
        {
            causes.Add(status.ToString());
        }

        return string.Join(" and ", causes);
    }
}
