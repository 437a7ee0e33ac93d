namespace DeidPS.Store.Ingest;

/// <summary>Where objects come from: one association, or one import of files.</summary>
public sealed record IngestOrigin
{
    /// <summary>Tells origins of this process apart.</summary>
    public required string Id { get; init; }

    /// <summary>Number of the association; 0 for files.</summary>
    public long Association { get; init; }

    /// <summary>AE title of the sender; null for files.</summary>
    public string? CallingAE { get; init; }

    /// <summary>AE title that was called; empty for files.</summary>
    public string CalledAE { get; init; } = string.Empty;

    /// <summary>Address of the sender; null for files.</summary>
    public string? Peer { get; init; }

    /// <summary>What the request that fetched the study says; null for what was pushed.</summary>
    public RoutingPlan? Plan { get; init; }
}
