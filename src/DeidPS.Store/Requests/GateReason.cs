namespace DeidPS.Store.Requests;

/// <summary>Why a retrieval may start or has to wait.</summary>
public enum GateReason
{
    /// <summary>It may start.</summary>
    Open,

    /// <summary>No window of the node is open.</summary>
    Window,

    /// <summary>The line failed several times in a row; the node is left alone.</summary>
    Breaker,

    /// <summary>The node was left alone long enough: ask it by C-ECHO whether it is there, and tell <see cref="NodeGate.Probed"/>.</summary>
    Probe,

    /// <summary>As many are running as may; the next one starts when one of them ends.</summary>
    Busy,

    /// <summary>The node rests from retrievals that have ended.</summary>
    Rest,

    /// <summary>The last start is not long enough ago.</summary>
    Interval,
}
