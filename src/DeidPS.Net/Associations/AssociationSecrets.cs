namespace DeidPS.Net;

/// <summary>Secrets of one call. They are never part of a node, never stored and never shown.</summary>
public sealed record AssociationSecrets
{
    /// <summary>Passcode of user identity negotiation (PS3.7 D.3.3.7, type 2); null for none.</summary>
    public string? Passcode { get; init; }

    /// <summary>Password of the file that holds our certificate; null for none.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>The name of the type: a text for logs must not hold what it stands for.</summary>
    public override string ToString() => nameof(AssociationSecrets);
}
