using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Requests;

/// <summary>What an archive has of a study, and what of it is in the store. Names no identifier of the source.</summary>
public sealed record PacsComparison
{
    /// <summary>Id of the entry or session.</summary>
    public required string Id { get; init; }

    /// <summary>Its project; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label.</summary>
    public required string Session { get; init; }

    /// <summary>True for a session of the archive, false for an entry of the prearchive.</summary>
    public bool IsArchived { get; init; }

    /// <summary>What was found.</summary>
    public PacsComparisonStatus Status { get; init; }

    /// <summary>Instances that the archive lists or counts; null when it was not asked, or tells neither.</summary>
    public long? Expected { get; init; }

    /// <summary>Different instances that are there, those held back or filtered at arrival among them.</summary>
    public long There { get; init; }

    /// <summary>Instances that the archive has and that are not there; null when that is not known.</summary>
    public long? Missing { get; init; }

    /// <summary>Of those that are there, how many were held back at arrival.</summary>
    public long Held { get; init; }

    /// <summary>Of those that are there, how many were filtered at arrival, and are not kept.</summary>
    public long Filtered { get; init; }

    /// <summary>How sure it is that everything arrived, by this comparison or as it was before.</summary>
    public ArrivalEvidence Evidence { get; init; }

    /// <summary>What is to be said, in words without values; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>Returns labels and status; no identifier.</summary>
    public override string ToString() => $"{Project ?? "Unassigned"}/{Subject}/{Session}: {Status}";
}
