namespace DeidPS.Store.Projects;

/// <summary>Whether a share is in force.</summary>
public enum ShareState
{
    /// <summary>The session is seen in the other project.</summary>
    Active,

    /// <summary>Somebody ended it, or its time is over.</summary>
    Ended,

    /// <summary>The session was deleted where it belonged.</summary>
    Tombstone,
}
