namespace DeidPS.Net;

/// <summary>What became of a <see cref="RetrieveRequest"/>.</summary>
public sealed record RetrieveResult
{
    /// <summary>Instances the node lists or counts, without those left out; null when it tells neither.</summary>
    public int? Expected { get; init; }

    /// <summary>Different instances that arrived now.</summary>
    public int Received { get; init; }

    /// <summary>Instances that are listed and were held already (<see cref="RetrieveRequest.IsHeld"/>).</summary>
    public int Held { get; init; }

    /// <summary>Instances that arrived and were not to be expected; they are kept and count as received.</summary>
    public int Extra { get; init; }

    /// <summary>The series the node names, those left out included, by number; empty where the node was not asked or does not answer.</summary>
    public IReadOnlyList<RetrievedSeries> Series { get; init; } = [];

    /// <summary>Instances that are listed and did not arrive; empty also where the node does not list.</summary>
    public IReadOnlyList<InstanceReference> Missing { get; init; } = [];

    /// <summary>How sure it is.</summary>
    public RetrieveEvidence Evidence { get; init; }

    /// <summary>True when everything that is wanted and known of arrived or was held already; also when all there is was left out.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Requests for images sent, repetitions included.</summary>
    public int Rounds { get; init; }

    /// <summary>The last status that was no success; null when there was none.</summary>
    public DimseStatus? LastFailure { get; init; }

    /// <summary>The error that ended it; null when none did.</summary>
    public Dicom.DeidException? Error { get; init; }
}
