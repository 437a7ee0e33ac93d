namespace DeidPS.Deid.Pseudonyms;

/// <summary>What a pseudonym stands for.</summary>
public enum PseudonymKind
{
    /// <summary>A patient: Patient's Name and Patient ID.</summary>
    Patient,

    /// <summary>Accession Number (0008,0050).</summary>
    AccessionNumber,

    /// <summary>Study ID (0020,0010).</summary>
    StudyId,

    /// <summary>A UID of an instance, series, study, frame of reference or the like.</summary>
    Uid,

    /// <summary>The number of days by which a patient's dates move.</summary>
    DateOffset,
}
