using DeidPS.Net;

namespace DeidPS.Store.Ingest;

/// <summary>How objects are taken into a store.</summary>
public sealed record IngestOptions
{
    /// <summary>True to refuse what a script or a filter of series left out; by default it is answered with success and recorded, so that the sender does not try again for ever.</summary>
    public bool RefuseFiltered { get; init; }

    /// <summary>Who may send. Where a rule names an AE title, AA:true and AA:false in what it sends count; nobody's count by default.</summary>
    public IReadOnlyList<PeerRule> AllowedPeers { get; init; } = [];

    /// <summary>True when nothing is taken, and it is only said where objects would go: the store is then not tied to the key. False by default.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Objects worked on at once.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Seconds after which a study to which nothing comes is let go, so that it can be built; it is taken up again when more comes.</summary>
    public int ReleaseSeconds { get; init; } = 20;

    /// <summary>Seconds between two looks for what other processes left when they died; for receivers.</summary>
    public int RecoverySeconds { get; init; } = 30;
}
