namespace DeidPS.Store.Requests;

/// <summary>Whether the queue of an archive moves.</summary>
public enum QueueState
{
    /// <summary>Somebody works on it.</summary>
    Running,

    /// <summary>Nobody works on it: Start-DeidQueue does.</summary>
    NoWorker,

    /// <summary>The archive is left alone until Resume-DeidQueue.</summary>
    Suspended,
}
