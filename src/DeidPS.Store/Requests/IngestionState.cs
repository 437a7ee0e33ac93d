namespace DeidPS.Store.Requests;

/// <summary>How far a row of a list has come, up to the project (workflow section 18).</summary>
public enum IngestionState
{
    /// <summary>The study is in the project.</summary>
    Archived,

    /// <summary>It is in the prearchive.</summary>
    InPrearchive,

    /// <summary>It is planned, and nobody has started it.</summary>
    Planned,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It waits for another try.</summary>
    Waiting,

    /// <summary>It is being fetched or compared.</summary>
    Retrieving,

    /// <summary>Instances are missing, or it still grows; it is asked for them again.</summary>
    Incomplete,

    /// <summary>The archive knows no such study.</summary>
    NotFound,

    /// <summary>The archive knows the study, and has no images of it.</summary>
    NoImages,

    /// <summary>Filters leave nothing of it.</summary>
    Filtered,

    /// <summary>It cannot be fetched; the reason says why.</summary>
    Blocked,

    /// <summary>It was tried as often as it may be, or trying again would not help.</summary>
    Failed,

    /// <summary>Somebody took it back.</summary>
    Cancelled,

    /// <summary>It was there, and has been deleted since, or moved to another project.</summary>
    Removed,
}
