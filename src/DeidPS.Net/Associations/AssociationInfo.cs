using System.Net;

namespace DeidPS.Net;

/// <summary>Who talks to whom on an association.</summary>
public sealed record AssociationInfo
{
    /// <summary>Number of the association in this process or receiver, from 1.</summary>
    public long Number { get; init; }

    /// <summary>AE title of the requestor.</summary>
    public required string CallingAE { get; init; }

    /// <summary>AE title of the acceptor.</summary>
    public required string CalledAE { get; init; }

    /// <summary>Address of the peer; null when the transport has none.</summary>
    public IPEndPoint? Peer { get; init; }

    /// <summary>True when TLS protects it.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Implementation class UID of the peer (PS3.7 D.3.3.2).</summary>
    public string PeerImplementationClassUid { get; init; } = string.Empty;

    /// <summary>Implementation version name of the peer.</summary>
    public string PeerImplementationVersionName { get; init; } = string.Empty;

    /// <summary>When it was agreed on.</summary>
    public DateTimeOffset Started { get; init; }
}
