namespace DeidPS.Net;

/// <summary>Outcome of a step of a node's check.</summary>
public enum NodeCheckStatus
{
    /// <summary>It works.</summary>
    Passed,

    /// <summary>It does not.</summary>
    Failed,

    /// <summary>The node does not offer it; whether that matters depends on what the node is for.</summary>
    NotOffered,

    /// <summary>It could not be tried, or what was tried tells nothing; the detail says why.</summary>
    Skipped,
}
