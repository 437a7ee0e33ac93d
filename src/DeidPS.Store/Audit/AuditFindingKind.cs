namespace DeidPS.Store.Audit;

/// <summary>What may be wrong with an audit trail.</summary>
public enum AuditFindingKind
{
    /// <summary>A line's hash is not that of the line, or the next line does not follow it: it was changed.</summary>
    Edited,

    /// <summary>Lines are missing.</summary>
    Deleted,

    /// <summary>Lines stand in another order.</summary>
    Reordered,

    /// <summary>A seal is not one of the site's key over the lines before it.</summary>
    SealInvalid,

    /// <summary>A file and the catalogue tell different things.</summary>
    FileDiffers,

    /// <summary>A line cannot be read.</summary>
    Unreadable,
}
