namespace DeidPS.Store.Requests;

/// <summary>Which study of the source became which session. Holds a patient's identifiers.</summary>
public sealed record AccessionTrace
{
    /// <summary>Project it is for.</summary>
    public required string Project { get; init; }

    /// <summary>Line of the file, from 1; of a query, the number of its result.</summary>
    public long Line { get; init; }

    /// <summary>Which of the studies that the row found, from 1.</summary>
    public long Part { get; init; }

    /// <summary>(0010,0020) at the source, or as it was asked for where no study was found; null for none, and where it was erased. So are the next five.</summary>
    public string? PatientID { get; init; }

    /// <summary>(0008,0050).</summary>
    public string? AccessionNumber { get; init; }

    /// <summary>(0008,0020), or the range that was asked for.</summary>
    public string? StudyDate { get; init; }

    /// <summary>(0020,0010).</summary>
    public string? StudyID { get; init; }

    /// <summary>(0020,000D).</summary>
    public string? StudyInstanceUID { get; init; }

    /// <summary>(0008,1030).</summary>
    public string? StudyDescription { get; init; }

    /// <summary>Subject label; null for none yet.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label; null for none yet.</summary>
    public string? Session { get; init; }

    /// <summary>How far it has come.</summary>
    public IngestionState Status { get; init; }

    /// <summary>Why.</summary>
    public RequestReason Reason { get; init; }

    /// <summary>Returns project, line and status; no original.</summary>
    public override string ToString() => FormattableString.Invariant($"{Project}, line {Line}: {Status}");
}
