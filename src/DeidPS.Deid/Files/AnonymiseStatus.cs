namespace DeidPS.Deid.Files;

/// <summary>What became of one input. Every input has exactly one.</summary>
public enum AnonymiseStatus
{
    /// <summary>A de-identified copy lies at <see cref="AnonymiseResult.Destination"/>.</summary>
    Written,

    /// <summary>Left out on purpose: rejected by a script, no DICOM, a DICOMDIR, already there, or a trial run.</summary>
    Skipped,

    /// <summary>Not released because nobody can vouch for it; a person has to look.</summary>
    Quarantined,

    /// <summary>An error stopped it; nothing was written.</summary>
    Failed,
}
