namespace DeidPS.Store.Requests;

/// <summary>How a retrieval ended, as far as it says something of the node.</summary>
public enum GateOutcome
{
    /// <summary>The node did what it was asked for.</summary>
    Success,

    /// <summary>The node was out of resources (A7xx).</summary>
    OutOfResources,

    /// <summary>The line failed: no connection, time-out, abort, or rejected for now.</summary>
    TransportFailure,

    /// <summary>Anything else: the node answers, and says no.</summary>
    OtherFailure,
}
