using DeidPS.Store.Access;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Ingest;

/// <summary>Where objects come from: one association, one import of files, or one retrieval.</summary>
public sealed record IngestOrigin
{
    /// <summary>Tells origins of this process apart.</summary>
    public required string Id { get; init; }

    /// <summary>What it is. What a person imports needs that person's right to import.</summary>
    public IngestSource Source { get; init; }

    /// <summary>Number of the association; 0 for files.</summary>
    public long Association { get; init; }

    /// <summary>AE title of the sender; null for files.</summary>
    public string? CallingAE { get; init; }

    /// <summary>True when the sender's AE title is on the receiver's list: AA: in its objects counts.</summary>
    public bool IsAllowListed { get; init; }

    /// <summary>AE title that was called; empty for files.</summary>
    public string CalledAE { get; init; } = string.Empty;

    /// <summary>Address of the sender, or the node that it was retrieved from; null for files.</summary>
    public string? Peer { get; init; }

    /// <summary>What the request that fetched the study says; null for what was pushed.</summary>
    public RoutingPlan? Plan { get; init; }

    /// <summary>What of it is wanted, besides what the filters of the project and the site say; null for everything.</summary>
    public SeriesFilter? Filter { get; init; }

    /// <summary>In whose name it is imported, when the process that does it is a service; null for the store's caller.</summary>
    public string? Requester { get; init; }

    /// <summary>The entry that the rest of its study is in, however long ago that came; null for none.</summary>
    public string? Entry { get; init; }

    /// <summary>How sure it is that everything arrived; for a retrieval.</summary>
    public ArrivalEvidence Evidence { get; init; }

    /// <summary>Instances that the node knows of and that did not arrive; for a retrieval.</summary>
    public int Missing { get; init; }

    /// <summary>Who imports, where a person does.</summary>
    internal StoreCaller Importer(DeidStore store) => Requester is null ? store.Caller : new StoreCaller(Requester);
}
