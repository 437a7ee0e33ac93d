namespace DeidPS.Store.Requests;

/// <summary>How far the queue of one archive is. Numbers are requests.</summary>
public sealed record QueueStatus
{
    /// <summary>Name of the archive.</summary>
    public required string Node { get; init; }

    /// <summary>Whether it moves.</summary>
    public QueueState State { get; init; }

    /// <summary>Why it is left alone; null for no reason, and where it is not.</summary>
    public string? Message { get; init; }

    /// <summary>Who suspended it; null where it is not.</summary>
    public string? SuspendedBy { get; init; }

    /// <summary>When it was suspended; null where it is not.</summary>
    public DateTimeOffset? Suspended { get; init; }

    /// <summary>Processes that work on the queue.</summary>
    public int Workers { get; init; }

    /// <summary>Planned and not started.</summary>
    public long Planned { get; init; }

    /// <summary>Waiting for their turn.</summary>
    public long Queued { get; init; }

    /// <summary>Being fetched or compared.</summary>
    public long Active { get; init; }

    /// <summary>Waiting for another try.</summary>
    public long Waiting { get; init; }

    /// <summary>Complete, or accepted as they are.</summary>
    public long Complete { get; init; }

    /// <summary>Failed.</summary>
    public long Failed { get; init; }

    /// <summary>Blocked when they were planned.</summary>
    public long Blocked { get; init; }

    /// <summary>Taken back.</summary>
    public long Cancelled { get; init; }

    /// <summary>When the next of those that wait is tried again; null for none.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Seconds that a study took so far, on average; null before the first.</summary>
    public double? SecondsPerStudy { get; init; }

    /// <summary>When nothing will be left if it goes on as so far, within the windows that the archive is registered with; null when nobody can say.</summary>
    public DateTimeOffset? Estimate { get; init; }
}
