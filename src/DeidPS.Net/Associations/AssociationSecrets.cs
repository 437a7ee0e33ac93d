namespace DeidPS.Net;

/// <summary>What a call needs and no file keeps.</summary>
public sealed record AssociationSecrets
{
    /// <summary>No secret.</summary>
    public static readonly AssociationSecrets None = new();

    /// <summary>Passcode of user identity negotiation (PS3.7 D.3.3.7); null for none.</summary>
    public string? Passcode { get; init; }

    /// <summary>Password of our certificate's private key; null for none.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>Reveals nothing.</summary>
    public override string ToString() => nameof(AssociationSecrets);
}
