using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace DeidPS.Net.Tests.Peers;

/// <summary>TLS in front of a server that has none: what comes in over TLS is passed on in clear on this machine, as stunnel does.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2 _authority;
    private readonly int _target;
    private readonly bool _needsClientCertificate;
    private readonly Task _loop;

    /// <summary>Starts it.</summary>
    /// <param name="target">Port of the plain server.</param>
    /// <param name="server">Certificate to show.</param>
    /// <param name="needsClientCertificate">True to turn away clients without a certificate of the authority.</param>
    public TlsFront(int target, TlsFiles server, bool needsClientCertificate = false)
    {
        _target = target;
        _needsClientCertificate = needsClientCertificate;
        _certificate = X509CertificateLoader.LoadPkcs12FromFile(server.PfxPath, null);
        _authority = X509CertificateLoader.LoadCertificateFromFile(server.AuthorityPath);
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _certificate.Dispose();
        _authority.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassOnAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient(AddressFamily.InterNetwork);
        try
        {
            await using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = _needsClientCertificate,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => !_needsClientCertificate || IsTrusted(certificate),
                },
                _stop.Token);
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            client.NoDelay = server.NoDelay = true;
            await using var plain = server.GetStream();
            await Task.WhenAny(secure.CopyToAsync(plain, _stop.Token), plain.CopyToAsync(secure, _stop.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // A client that was turned away or went: its own test sees that.
        }
    }

    private bool IsTrusted(X509Certificate? certificate)
    {
        if (certificate is null)
        {
            return false;
        }

        using var copy = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(copy);
    }
}
