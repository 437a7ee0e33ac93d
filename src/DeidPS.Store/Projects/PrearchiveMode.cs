namespace DeidPS.Store.Projects;

/// <summary>What happens with entries of a project when they are built (workflow section 9).</summary>
public enum PrearchiveMode
{
    /// <summary>They wait for a person.</summary>
    Hold,

    /// <summary>Ready ones are archived; what is there already is a conflict.</summary>
    AutoArchive,

    /// <summary>Ready ones are archived; new instances of a session that is there are added.</summary>
    AutoArchiveAppend,

    /// <summary>Ready ones are archived, over a session that is there. Set by administrators only.</summary>
    AutoArchiveOverwrite,
}
