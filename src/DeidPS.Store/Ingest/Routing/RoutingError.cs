namespace DeidPS.Store.Ingest;

/// <summary>Why nothing could be decided: the object waits for a person.</summary>
public enum RoutingError
{
    /// <summary>No error.</summary>
    None,

    /// <summary>A rule's regular expression took too long (R1).</summary>
    TimedOut,

    /// <summary>A value that a rule reads is too long.</summary>
    TooLong,
}
