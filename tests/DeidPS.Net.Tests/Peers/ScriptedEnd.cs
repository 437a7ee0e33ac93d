namespace DeidPS.Net.Tests.Peers;

/// <summary>How the other side ended.</summary>
internal enum ScriptedEnd
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>A-RELEASE-RQ.</summary>
    Released,

    /// <summary>A-ABORT.</summary>
    Aborted,

    /// <summary>The connection was closed or reset.</summary>
    Closed,
}
