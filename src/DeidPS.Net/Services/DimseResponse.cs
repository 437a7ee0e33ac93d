namespace DeidPS.Net;

/// <summary>The last response to a request.</summary>
public sealed record DimseResponse
{
    /// <summary>The status with its meaning.</summary>
    public required DimseStatus Status { get; init; }

    /// <summary>Counts of sub-operations, where the service has them.</summary>
    public SubOperations SubOperations { get; init; }

    /// <summary>(0008,0058) Failed SOP Instance UID List of C-MOVE and C-GET; empty where the peer gives none.</summary>
    public IReadOnlyList<string> FailedInstances { get; init; } = [];

    /// <summary>(0000,0901): the elements the peer found fault with.</summary>
    public IReadOnlyList<uint> OffendingElements { get; init; } = [];
}
