namespace DeidPS.Net;

/// <summary>What became of a <see cref="RetrieveRequest"/>.</summary>
public sealed record RetrieveResult
{
    /// <summary>Instances the node lists or counts; null when it tells neither.</summary>
    public int? Expected { get; init; }

    /// <summary>Different instances that arrived.</summary>
    public int Received { get; init; }

    /// <summary>Instances that are listed and did not arrive; empty also where the node does not list.</summary>
    public IReadOnlyList<InstanceReference> Missing { get; init; } = [];

    /// <summary>How sure it is.</summary>
    public RetrieveEvidence Evidence { get; init; }

    /// <summary>True when everything that is known of arrived.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Requests sent, repetitions included.</summary>
    public int Rounds { get; init; }

    /// <summary>The last status that was no success; null when there was none.</summary>
    public DimseStatus? LastFailure { get; init; }

    /// <summary>The error that ended it; null when none did.</summary>
    public Dicom.DeidException? Error { get; init; }
}
