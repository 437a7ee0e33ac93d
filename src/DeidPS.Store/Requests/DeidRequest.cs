using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>A study that is to be fetched, or a row that found none. Names no identifier of the source, unless a data manager asked for them.</summary>
public sealed record DeidRequest
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the import that brought it.</summary>
    public required string Batch { get; init; }

    /// <summary>Line of the file, from 1; of a query, the number of its result.</summary>
    public long Line { get; init; }

    /// <summary>Which of the studies that the row found, from 1.</summary>
    public long Part { get; init; }

    /// <summary>Project it is for.</summary>
    public required string Project { get; init; }

    /// <summary>Name of the archive.</summary>
    public required string Node { get; init; }

    /// <summary>Subject label; null for none yet.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label; null for none yet.</summary>
    public string? Session { get; init; }

    /// <summary>Where it stands.</summary>
    public RequestState State { get; init; }

    /// <summary>Why.</summary>
    public RequestReason Reason { get; init; }

    /// <summary>Codes of the conflicts that block it; empty for none.</summary>
    public IReadOnlyList<string> Conflicts { get; init; } = [];

    /// <summary>The request for the same study; null for none.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>Which way of asking found the study.</summary>
    public QueryStep Step { get; init; }

    /// <summary>Modalities, as far as the archive says.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Instances that the archive counted when it was planned; null when it does not count.</summary>
    public long? Counted { get; init; }

    /// <summary>Instances expected, filtered series not counted; null when that is not known.</summary>
    public long? Expected { get; init; }

    /// <summary>Different instances that arrived, those held back or filtered at arrival among them.</summary>
    public long Received { get; init; }

    /// <summary>Instances of series that a filter kept from being transferred.</summary>
    public long Excluded { get; init; }

    /// <summary>Series of the study as of the last attempt; empty unless they were asked for, and before the first.</summary>
    public IReadOnlyList<RequestSeries> Series { get; init; } = [];

    /// <summary>Instances that were held back at arrival.</summary>
    public long Held { get; init; }

    /// <summary>Instances that were filtered at arrival.</summary>
    public long Filtered { get; init; }

    /// <summary>Bytes in the prearchive.</summary>
    public long Bytes { get; init; }

    /// <summary>How sure it is that everything arrived.</summary>
    public RetrieveEvidence Evidence { get; init; }

    /// <summary>Entry of the prearchive; null for none.</summary>
    public string? Entry { get; init; }

    /// <summary>How often it was tried.</summary>
    public long Attempts { get; init; }

    /// <summary>What the archive answered last when it was no success, four hexadecimal digits; null for none.</summary>
    public string? Status { get; init; }

    /// <summary>What went wrong last, in words; null for nothing.</summary>
    public string? Message { get; init; }

    /// <summary>When it is tried again; null for at once, or not.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>When it was planned.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was first tried; null for never.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Time that its attempts took together, in seconds.</summary>
    public double DurationSec { get; init; }

    /// <summary>Lower is earlier.</summary>
    public long Priority { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Requester { get; init; }

    /// <summary>Pseudonym by which the store knows the study; null when none was found.</summary>
    public string? StudyKey { get; init; }

    /// <summary>Pseudonym by which the store knows the patient; null likewise.</summary>
    public string? PatientKey { get; init; }

    /// <summary>(0010,0020) at the source; null unless a data manager asked for it, or where it was erased.</summary>
    public string? PatientID { get; init; }

    /// <summary>(0008,0050) at the source; null likewise.</summary>
    public string? AccessionNumber { get; init; }

    /// <summary>(0008,0020) at the source, or the range asked for; null likewise.</summary>
    public string? StudyDate { get; init; }

    /// <summary>(0020,0010) at the source; null likewise.</summary>
    public string? StudyID { get; init; }

    /// <summary>(0020,000D) at the source; null likewise.</summary>
    public string? StudyInstanceUID { get; init; }

    /// <summary>(0008,1030) at the source; null likewise.</summary>
    public string? StudyDescription { get; init; }

    /// <summary>Returns project, line and state; no identifier.</summary>
    public override string ToString() => FormattableString.Invariant($"{Project}, line {Line}: {State}");
}
