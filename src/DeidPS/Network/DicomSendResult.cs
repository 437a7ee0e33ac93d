using DeidPS.Net;

namespace DeidPS;

/// <summary>The result of sending one file.</summary>
public sealed record DicomSendResult
{
    /// <summary>The file.</summary>
    public required string Source { get; init; }

    /// <summary>Name of the file without its folder; where it is none, the source itself.</summary>
    public string SourceName => Path.IsPathRooted(Source) ? Path.GetFileName(Source) : Source;

    /// <summary>The file again, for the parameter of that name: results can be piped back in.</summary>
    public string LiteralPath => Source;

    /// <summary>The node.</summary>
    public required DicomNode Node { get; init; }

    /// <summary>What became of it.</summary>
    public SendStatus Status { get; init; }

    /// <summary>Why it was not sent; None when it was.</summary>
    public SendReason Reason { get; init; }

    /// <summary>Status code of the node with its meaning; null when it gave none.</summary>
    public DimseStatus? Answer { get; init; }

    /// <summary>SOP class; null when the file could not be read.</summary>
    public string? SOPClassUID { get; init; }

    /// <summary>Transfer syntax it was sent in; null when it was not sent.</summary>
    public string? TransferSyntax { get; init; }

    /// <summary>Transfer syntax of the file; null when it could not be read.</summary>
    public string? SourceTransferSyntax { get; init; }

    /// <summary>True when it was encoded anew on the way, since the node did not take the file's transfer syntax; nothing of its content changes.</summary>
    public bool IsTranscoded { get; init; }

    /// <summary>How often it was tried; 0 when it was not.</summary>
    public int Attempts { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Message { get; init; }
}
