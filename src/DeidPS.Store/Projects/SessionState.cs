namespace DeidPS.Store.Projects;

/// <summary>Whether a session may be used.</summary>
public enum SessionState
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>In the archive, and not to be read, shared or exported until somebody releases it.</summary>
    Quarantined,
}
