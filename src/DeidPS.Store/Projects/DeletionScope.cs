namespace DeidPS.Store.Projects;

/// <summary>What a deletion takes.</summary>
public enum DeletionScope
{
    /// <summary>A subject with all sessions.</summary>
    Subject,

    /// <summary>A project with all that is in it and that waits for it.</summary>
    Project,
}
