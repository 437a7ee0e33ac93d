namespace DeidPS.Store.Requests;

/// <summary>Why a request stands where it stands.</summary>
public enum RequestReason
{
    /// <summary>Nothing is to be said.</summary>
    None,

    /// <summary>Nobody says that the patient may be used: not on the list of the opt-out service, or without an NHS number. Which of the two is not kept.</summary>
    OptOut,

    /// <summary>The project needs clearance, and there is no answer of the opt-out service yet.</summary>
    AwaitingClearance,

    /// <summary>A label is taken, or does not fit the patient.</summary>
    LabelConflict,

    /// <summary>The study was found another way than asked for, and somebody has to look whether it is the one.</summary>
    NeedsReview,

    /// <summary>The study that the row finds is another patient's: its NHS number is not the row's.</summary>
    PatientMismatch,

    /// <summary>The study is in the project or its prearchive, or has been requested for it.</summary>
    Duplicate,

    /// <summary>The archive knows no such study.</summary>
    NotFound,

    /// <summary>The row finds several studies.</summary>
    Several,

    /// <summary>The archive could not be asked.</summary>
    QueryFailed,

    /// <summary>The study is in the project, and the archive has more of it now: only that is fetched.</summary>
    Delta,

    /// <summary>The study is young and may still grow: it is looked at again.</summary>
    Growing,

    /// <summary>Instances did not arrive.</summary>
    MissingInstances,

    /// <summary>The archive has no images of the study.</summary>
    NoImages,

    /// <summary>A filter leaves nothing of the study.</summary>
    Filtered,

    /// <summary>The archive cannot be reached, or the line broke.</summary>
    Transport,

    /// <summary>The archive has too much to do.</summary>
    OutOfResources,

    /// <summary>The archive refused or failed.</summary>
    ArchiveFailed,

    /// <summary>The archive has to be set up for us first.</summary>
    Configuration,

    /// <summary>The requester may no longer import into the project, or the project is gone.</summary>
    AccessLost,

    /// <summary>The store cannot take it.</summary>
    StoreFailed,
}
