using DeidPS.Deid.Files;
using DeidPS.Net;

namespace DeidPS;

/// <summary>One instance that a receiver took: what became of it, and what the sender was answered. Names no original identifier.</summary>
public sealed record DicomReceipt
{
    /// <summary>When it was complete.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The arrival it belongs to: one study on one association, such as <c>20240131T093012.123Z-3fa9</c>.</summary>
    public required string ArrivalId { get; init; }

    /// <summary>Number of the association, from 1 since the receiver was started.</summary>
    public required long Association { get; init; }

    /// <summary>Number of the instance, from 1 since the receiver was started.</summary>
    public required long Instance { get; init; }

    /// <summary>AE title of the sender.</summary>
    public required string CallingAE { get; init; }

    /// <summary>Address of the sender.</summary>
    public string? Peer { get; init; }

    /// <summary>Written, Skipped, Quarantined or Failed.</summary>
    public AnonymiseStatus Status { get; init; }

    /// <summary>Why.</summary>
    public AnonymiseReason Reason { get; init; }

    /// <summary>The file that was written; null for none.</summary>
    public string? Destination { get; init; }

    /// <summary>The encrypted file of an instance that was held back; null for none.</summary>
    public string? QuarantinePath { get; init; }

    /// <summary>SOP Instance UID after de-identification; null when nothing was written.</summary>
    public string? SOPInstanceUID { get; init; }

    /// <summary>SOP class.</summary>
    public string? SOPClassUID { get; init; }

    /// <summary>Bytes of the data set as it came.</summary>
    public long Bytes { get; init; }

    /// <summary>What the sender was answered, with its meaning.</summary>
    public required DimseStatus Answer { get; init; }

    /// <summary>What happened, in words without values; null when nothing is to be said.</summary>
    public string? Message { get; init; }
}
