namespace DeidPS.Store.Requests;

/// <summary>Where a request stands (workflow section 6.4).</summary>
public enum RequestState
{
    /// <summary>Planned: it waits for somebody to start it.</summary>
    Planned,

    /// <summary>It cannot be fetched; the reason says why.</summary>
    Blocked,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It is being fetched.</summary>
    Retrieving,

    /// <summary>What came is compared with what the archive has.</summary>
    Verifying,

    /// <summary>The archive could not be asked; it is tried again.</summary>
    Waiting,

    /// <summary>Instances are missing, or the study still grows; it is asked for them again.</summary>
    Incomplete,

    /// <summary>Everything is there.</summary>
    Complete,

    /// <summary>Instances are missing, and somebody archived it all the same.</summary>
    PartialAccepted,

    /// <summary>It was tried as often as it may be, or trying again would not help.</summary>
    Failed,

    /// <summary>Somebody took it back.</summary>
    Cancelled,
}
