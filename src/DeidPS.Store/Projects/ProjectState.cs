namespace DeidPS.Store.Projects;

/// <summary>Whether a project is in use.</summary>
public enum ProjectState
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Being deleted: nothing can be done with it but to go on deleting.</summary>
    Deleting,

    /// <summary>Gone; its id stays taken.</summary>
    Deleted,
}
