namespace DeidPS.Store.Access;

/// <summary>What a person may want to do; the rows of the table of roles (workflow section 12).</summary>
public enum StoreAction
{
    /// <summary>See that a project exists, its title and description.</summary>
    SeeProject,

    /// <summary>List, read and export archived sessions.</summary>
    ReadSessions,

    /// <summary>Query an archive and import into the project.</summary>
    Import,

    /// <summary>See the project's prearchive.</summary>
    SeePrearchive,

    /// <summary>See and assign entries of no project.</summary>
    AssignUnassigned,

    /// <summary>Relabel, archive and rebuild entries.</summary>
    EditPrearchive,

    /// <summary>Archive over a session that is there.</summary>
    OverwriteSession,

    /// <summary>Change labels and add resources of archived sessions.</summary>
    EditSession,

    /// <summary>Delete an entry of the prearchive.</summary>
    DeleteEntry,

    /// <summary>Delete an archived session or subject.</summary>
    DeleteSession,

    /// <summary>Make a session visible in another project.</summary>
    Share,

    /// <summary>End that.</summary>
    Unshare,

    /// <summary>Copy a session into another project.</summary>
    Copy,

    /// <summary>Change policy, filter, mode and other settings of a project.</summary>
    ConfigureProject,

    /// <summary>Grant and revoke roles in a project.</summary>
    GrantRoles,

    /// <summary>Create and delete projects; archives, receivers, the site's policy and keys; roles of the site.</summary>
    ManageSite,

    /// <summary>See source identifiers, the look-up table and trace reports.</summary>
    SeeIdentifiers,

    /// <summary>Read the audit trail.</summary>
    ReadAudit,

    /// <summary>Check what entries and sessions hold, and record what was found.</summary>
    CheckData,

    /// <summary>Record a person's review of a project, or of one of its sessions.</summary>
    ApproveData,

    /// <summary>Quarantine a session, or release it.</summary>
    ReleaseSession,
}
