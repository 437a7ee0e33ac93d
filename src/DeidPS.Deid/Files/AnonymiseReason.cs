namespace DeidPS.Deid.Files;

/// <summary>Why an input has its <see cref="AnonymiseStatus"/>.</summary>
public enum AnonymiseReason
{
    /// <summary>Nothing stood in the way: <see cref="AnonymiseStatus.Written"/>.</summary>
    None,

    /// <summary>A script's <c>reject[]</c> took the object out.</summary>
    Rejected,

    /// <summary>A filter of series, of a request, a project or the site, leaves the object out.</summary>
    SeriesFilter,

    /// <summary>Not a DICOM file.</summary>
    NotDicom,

    /// <summary>A DICOMDIR: its records name patients and would not match the new files.</summary>
    Dicomdir,

    /// <summary>A file of that name is at the destination already.</summary>
    AlreadyExists,

    /// <summary>A trial run (<c>-WhatIf</c>): all would have gone well.</summary>
    WhatIf,

    /// <summary>The user said no to this file.</summary>
    Declined,

    /// <summary>Damaged: it cannot be read to its end.</summary>
    Damaged,

    /// <summary>Readable only by guessing what the bytes mean.</summary>
    Suspect,

    /// <summary>The character set is not known, so text cannot be judged.</summary>
    CharacterSet,

    /// <summary>The transfer syntax is not known.</summary>
    TransferSyntax,

    /// <summary>A pixel region had to be blanked and could not be.</summary>
    PixelDataNotCleared,

    /// <summary>A rule left an identifying attribute as it was.</summary>
    Review,

    /// <summary>Of a kind whose identifying content no header rule can see, or with an attribute nobody knows; <c>HeldCases</c> tells which.</summary>
    Held,

    /// <summary>A value that named the patient is still there after the policies.</summary>
    Residual,

    /// <summary>
    /// The policies were applied before: Written when the seal proves it, and then nothing was changed; Quarantined when it does not.
    /// </summary>
    AlreadyDeidentified,

    /// <summary>A project's policy met an object that no profile was applied to.</summary>
    NotDeidentified,

    /// <summary>Another input of this run became the same instance in the same folder.</summary>
    DuplicateInstance,

    /// <summary>A copy of that name is at the destination already, with other content: other policies, labels or another object made it. What is on no other disk is held back.</summary>
    DuplicateContent,

    /// <summary>The input could not be opened or read.</summary>
    Unreadable,

    /// <summary>A script met a run-time error.</summary>
    ScriptError,

    /// <summary>The copy could not be written or verified.</summary>
    WriteFailed,

    /// <summary>The run was stopped before the object was finished.</summary>
    Stopped,

    /// <summary>An unexpected error.</summary>
    Unexpected,
}
