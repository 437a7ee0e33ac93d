using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>What became of one instance that was to be sent.</summary>
public sealed record SendOutcome
{
    /// <summary>The answer of the node; null when there was none.</summary>
    public DimseStatus? Status { get; init; }

    /// <summary>Transfer syntax it was sent in; null when it was not sent.</summary>
    public DicomTransferSyntax? TransferSyntax { get; init; }

    /// <summary>Why it was not sent or not taken; null when it was.</summary>
    public DeidException? Error { get; init; }

    /// <summary>How often it was tried; 0 when the node was left in peace.</summary>
    public int Attempts { get; init; }

    /// <summary>True when the node has it.</summary>
    public bool IsSent => Error is null;
}
