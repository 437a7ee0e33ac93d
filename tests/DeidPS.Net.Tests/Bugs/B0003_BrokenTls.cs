using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using DeidPS.Net.Tests.Hostile;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>TLS that broke after the handshake surfaced as a bare IOException, which no cmdlet knows what to do with.</summary>
public sealed class B0003_BrokenTls
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_told_as_a_broken_association(bool isCutShort)
    {
        using var certificates = new Certificates();
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(certificates.Server.PfxPath, null);
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var server = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
            await secure.ReadAtLeastAsync(new byte[6], 6);

            // Not through TLS: half a record, or what is none.
            await client.GetStream().WriteAsync(isCutShort ? [0x17, 3, 3, 1, 0, 1, 2, 3] : new byte[400]);
        });
        var node = Requestor.Node(((System.Net.IPEndPoint)listener.LocalEndpoint).Port, 60) with { Tls = new TlsSettings { AllowUntrusted = true } };
        Assert.Equal((NetworkException.AssociationAborted, true), await Requestor.EndAsync("echo", node));
        await server;
    }
}
