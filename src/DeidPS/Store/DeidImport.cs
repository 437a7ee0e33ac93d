using DeidPS.Deid.Files;
using DeidPS.Store.Ingest;

namespace DeidPS;

/// <summary>What became of one object that was imported into a store. Names no original identifier.</summary>
public sealed record DeidImport
{
    /// <summary>Full path of the file, or the name of an object that was retrieved.</summary>
    public required string Source { get; init; }

    /// <summary>Name of the file without its folder; where it is none, the source itself.</summary>
    public string SourceName => Path.IsPathRooted(Source) ? Path.GetFileName(Source) : Source;

    /// <summary>Written, Skipped, Quarantined or Failed.</summary>
    public AnonymiseStatus Status { get; init; }

    /// <summary>Why.</summary>
    public AnonymiseReason Reason { get; init; }

    /// <summary>The entry of the prearchive; null for none.</summary>
    public string? Entry { get; init; }

    /// <summary>The arrival; null for none.</summary>
    public string? Arrival { get; init; }

    /// <summary>Project the entry waits for; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>Subject label.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label.</summary>
    public string? Session { get; init; }

    /// <summary>SOP Instance UID after de-identification; null when nothing was written.</summary>
    public string? SOPInstanceUID { get; init; }

    /// <summary>SOP class.</summary>
    public string? SOPClassUID { get; init; }

    /// <summary>Bytes written.</summary>
    public long Bytes { get; init; }

    /// <summary>What happened, in words without values; null when nothing is to be said.</summary>
    public string? Message { get; init; }

    /// <summary>What to do about it; null when there is nothing to do.</summary>
    public string? RecommendedAction { get; init; }

    internal static DeidImport From(IngestReceipt receipt) => new()
    {
        Source = receipt.Result.Source, Status = receipt.Result.Status, Reason = receipt.Result.Reason, Entry = receipt.Entry, Arrival = receipt.Arrival, Project = receipt.Project, Subject = receipt.Subject, Session = receipt.Session,
        SOPInstanceUID = receipt.Result.SOPInstanceUID, SOPClassUID = receipt.Result.SOPClassUID, Bytes = receipt.Result.BytesWritten, Message = receipt.Result.Message, RecommendedAction = receipt.Result.RecommendedAction,
    };
}
