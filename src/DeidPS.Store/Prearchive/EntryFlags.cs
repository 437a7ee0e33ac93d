namespace DeidPS.Store.Prearchive;

/// <summary>What is to be known about an entry before it is archived.</summary>
[Flags]
public enum EntryFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Instances were held back since nobody looked at their pixels.</summary>
    PixelReview = 1,

    /// <summary>Different routings stand in its objects.</summary>
    AmbiguousRouting = 2,

    /// <summary>A value that identifies was found.</summary>
    ResidualIdentifier = 4,

    /// <summary>Its labels are those that pushed data come with; nobody chose them.</summary>
    DefaultLabel = 8,

    /// <summary>It came late: the entry it belongs to was being archived, moved or deleted.</summary>
    Late = 16,

    /// <summary>It speaks of more than one patient.</summary>
    SeveralPatients = 32,

    /// <summary>Instances were held back for other reasons.</summary>
    HeldBack = 64,
}
