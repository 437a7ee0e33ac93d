using System.Net;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>How a receiver listens.</summary>
public sealed record ListenerSettings
{
    /// <summary>Our AE title; requests for another are rejected unless <see cref="AllowAnyCalledAE"/> says otherwise.</summary>
    public string AETitle { get; init; } = DicomNode.DefaultCallingAE;

    /// <summary>True to answer to any AE title.</summary>
    public bool AllowAnyCalledAE { get; init; }

    /// <summary>TCP port; 0 for one the system chooses.</summary>
    public int Port { get; init; } = DicomNode.DefaultReceiverPort;

    /// <summary>Address to listen on; all of them, IPv4 and IPv6, by default.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.IPv6Any;

    /// <summary>Who may connect; empty for everybody.</summary>
    public IReadOnlyList<PeerRule> AllowedPeers { get; init; } = [];

    /// <summary>Associations at once; one more is rejected for now.</summary>
    public int MaximumAssociations { get; init; } = 32;

    /// <summary>Seconds a new connection has for TLS and its association request (ARTIM, PS3.8 9.1.5).</summary>
    public int AcceptTimeoutSec { get; init; } = 30;

    /// <summary>Seconds an association may be silent, and a message may stand still.</summary>
    public int IdleTimeoutSec { get; init; } = 300;

    /// <summary>TLS; null for none.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Password of our certificate's private key; null for none.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>True to take SOP classes the standard does not know, such as private ones.</summary>
    public bool AllowUnknownSopClasses { get; init; }

    /// <summary>Bytes of memory for instances on their way; beyond it they go to encrypted temporary files. Default 256 MiB.</summary>
    public long MemoryLimit { get; init; } = 256L * 1024 * 1024;

    /// <summary>Folder of the encrypted temporary files; null for the system's.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Largest instance taken, in bytes. Default 64 GiB.</summary>
    public long MaximumInstanceLength { get; init; } = 64L * 1024 * 1024 * 1024;
}
