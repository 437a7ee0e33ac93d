using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Net.Tests.Peers;

/// <summary>Certificates for one test: an authority, sound ones for server and client, and those a peer must not accept.</summary>
internal sealed class Certificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _otherAuthority;

    public Certificates()
    {
        var now = DateTimeOffset.UtcNow;
        _authority = Authority("DeidPS test authority");
        _otherAuthority = Authority("DeidPS other authority");
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
        File.WriteAllText(OtherAuthorityPath, _otherAuthority.ExportCertificatePem());
        Server = Issue(_authority, AuthorityPath, "server", "localhost", now.AddDays(-1), now.AddDays(30));
        Client = Issue(_authority, AuthorityPath, "client", "client.test", now.AddDays(-1), now.AddDays(30));
        Expired = Issue(_authority, AuthorityPath, "expired", "localhost", now.AddDays(-30), now.AddDays(-1));
        OtherHost = Issue(_authority, AuthorityPath, "otherhost", "pacs.example.test", now.AddDays(-1), now.AddDays(30));
        OfOtherAuthority = Issue(_otherAuthority, AuthorityPath, "stranger", "localhost", now.AddDays(-1), now.AddDays(30));
    }

    /// <summary>For localhost and 127.0.0.1.</summary>
    public TlsFiles Server { get; }

    public TlsFiles Client { get; }

    /// <summary>Ended yesterday; otherwise as <see cref="Server"/>.</summary>
    public TlsFiles Expired { get; }

    /// <summary>For a name this machine does not have.</summary>
    public TlsFiles OtherHost { get; }

    /// <summary>Issued by an authority nobody trusts.</summary>
    public TlsFiles OfOtherAuthority { get; }

    public string AuthorityPath => _folder.File("authority.pem");

    public string OtherAuthorityPath => _folder.File("other-authority.pem");

    public void Dispose()
    {
        _authority.Dispose();
        _otherAuthority.Dispose();
        _folder.Dispose();
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        // Longer than any it issues: also the expired one has to have been sound once.
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-60), DateTimeOffset.UtcNow.AddDays(60));
    }

    private TlsFiles Issue(X509Certificate2 issuer, string trusted, string file, string host, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (host == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(12)).CopyWithPrivateKey(key);
        var files = new TlsFiles(_folder.File(file + ".key"), _folder.File(file + ".pem"), trusted, _folder.File(file + ".pfx"));
        File.WriteAllText(files.KeyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.CertificatePath, certificate.ExportCertificatePem());
        File.WriteAllBytes(files.PfxPath, certificate.Export(X509ContentType.Pkcs12));
        return files;
    }
}
