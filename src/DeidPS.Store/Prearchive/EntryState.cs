namespace DeidPS.Store.Prearchive;

/// <summary>Where an entry stands (workflow section 9).</summary>
public enum EntryState
{
    /// <summary>Instances arrive.</summary>
    Receiving,

    /// <summary>It is being counted and checked.</summary>
    Building,

    /// <summary>It may be reviewed, moved, archived.</summary>
    Ready,

    /// <summary>Instances that are known of did not arrive.</summary>
    Incomplete,

    /// <summary>Its project needs clearance, and nobody says that the patient may be used.</summary>
    Blocked,

    /// <summary>A person has to decide; <see cref="EntryFlags"/> say what about.</summary>
    Review,

    /// <summary>It does not fit what is in the project; the codes of workflow section 11 say why.</summary>
    Conflict,

    /// <summary>An operation failed; the message says why.</summary>
    Error,

    /// <summary>It is being archived.</summary>
    Archiving,

    /// <summary>It is being moved to another project.</summary>
    Moving,

    /// <summary>It is being deleted.</summary>
    Deleting,
}
