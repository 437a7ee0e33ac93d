namespace DeidPS.Net;

/// <summary>How an association is protected (PS3.15 B.9 to B.12, BCP 195 profiles). Holds no secret.</summary>
public sealed record TlsSettings
{
    /// <summary>Our certificate: path of a PKCS #12 or PEM file, or a thumbprint in the certificate store of the user or the machine; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>File with the certificates (PEM or DER) that peers' certificates must lead to; null for those the operating system trusts.</summary>
    public string? TrustedRoots { get; init; }

    /// <summary>Name the peer's certificate must carry; null: the host name.</summary>
    public string? ServerName { get; init; }

    /// <summary>True to take any certificate: the line is secret, but nobody vouches for who is at the other end.</summary>
    public bool AllowUntrusted { get; init; }

    /// <summary>For a receiver: true to refuse peers without a certificate that <see cref="TrustedRoots"/> vouches for.</summary>
    public bool RequireClientCertificate { get; init; }
}
