using DeidPS.Net;

namespace DeidPS;

/// <summary>One step of Test-DicomNode.</summary>
public sealed record DicomNodeCheck
{
    /// <summary>The node.</summary>
    public required DicomNode Node { get; init; }

    /// <summary>What was checked.</summary>
    public required string Step { get; init; }

    /// <summary>The outcome.</summary>
    public NodeCheckStatus Status { get; init; }

    /// <summary>What was found.</summary>
    public string? Detail { get; init; }

    /// <summary>What to do; null where nothing is wrong.</summary>
    public string? Remedy { get; init; }

    /// <summary>Storage SOP classes the node takes, with the step Storage; empty for others.</summary>
    public IReadOnlyList<StorageOffer> Offers { get; init; } = [];
}
