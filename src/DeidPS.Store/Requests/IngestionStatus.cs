using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>What became of a row of a list, up to the project. Names no identifier of the source.</summary>
public sealed record IngestionStatus
{
    /// <summary>Id of the request.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the import that brought it.</summary>
    public required string Batch { get; init; }

    /// <summary>Project it is for.</summary>
    public required string Project { get; init; }

    /// <summary>Line of the file, from 1; of a query, the number of its result.</summary>
    public long Line { get; init; }

    /// <summary>Which of the studies that the row found, from 1.</summary>
    public long Part { get; init; }

    /// <summary>Subject label; null for none yet.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label; null for none yet.</summary>
    public string? Session { get; init; }

    /// <summary>How far it has come; of a duplicate, how far the study has come that was there first.</summary>
    public IngestionState Status { get; init; }

    /// <summary>Why.</summary>
    public RequestReason Reason { get; init; }

    /// <summary>The status in the words of GSTT's report.</summary>
    public string Wording => GsttWording.Of(Status);

    /// <summary>The request for the same study that was there first; null for none.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>How sure it is that everything arrived.</summary>
    public RetrieveEvidence Evidence { get; init; }

    /// <summary>Instances expected, filtered series not counted; null when that is not known.</summary>
    public long? Expected { get; init; }

    /// <summary>Different instances that arrived, those held back or filtered at arrival among them.</summary>
    public long Received { get; init; }

    /// <summary>Instances that filters left out, before they were transferred or at arrival.</summary>
    public long Filtered { get; init; }

    /// <summary>Instances that were held back at arrival.</summary>
    public long Held { get; init; }

    /// <summary>How often it was tried.</summary>
    public long Attempts { get; init; }

    /// <summary>What went wrong last, in words; null for nothing.</summary>
    public string? LastError { get; init; }

    /// <summary>When it is tried again; null for at once, or not.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Entry of the prearchive; null where it is not there.</summary>
    public string? Entry { get; init; }

    /// <summary>Returns project, line and status; no identifier.</summary>
    public override string ToString() => FormattableString.Invariant($"{Project}, line {Line}: {Status}");
}
