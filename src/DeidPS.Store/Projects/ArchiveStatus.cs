namespace DeidPS.Store.Projects;

/// <summary>What became of an entry that was to be archived.</summary>
public enum ArchiveStatus
{
    /// <summary>It is a session now.</summary>
    Archived,

    /// <summary>Its new instances were added to a session.</summary>
    Appended,

    /// <summary>It replaced a session.</summary>
    Replaced,

    /// <summary>All of it was there already; nothing was done.</summary>
    Duplicate,

    /// <summary>Nothing was done; this is what would be.</summary>
    Preview,
}
