namespace DeidPS.Net.Tests.Peers;

/// <summary>A key, its certificate and the authority to trust, as PEM files; <see cref="PfxPath"/> holds key and certificate without a password.</summary>
internal sealed record TlsFiles(string KeyPath, string CertificatePath, string AuthorityPath, string PfxPath)
{
    /// <summary>Options that dcmtk's programs with TLS share (echoscu, storescu, findscu, storescp; not movescu, getscu, dcmqrscp in 3.6.7).</summary>
    public string[] DcmtkArguments => ["+tls", KeyPath, CertificatePath, "+cf", AuthorityPath];
}
