namespace DeidPS.Store.Requests;

/// <summary>A column of a request file (workflow section 6.2).</summary>
public enum RequestColumn
{
    /// <summary>(0008,0050) to search for.</summary>
    AccessionNumber,

    /// <summary>(0010,0020) to search for.</summary>
    PatientId,

    /// <summary>(0008,0020) to search for: a date or a range.</summary>
    StudyDate,

    /// <summary>First date of a range.</summary>
    DateFrom,

    /// <summary>Last date of a range.</summary>
    DateTo,

    /// <summary>(0020,000D) to search for.</summary>
    StudyInstanceUid,

    /// <summary>Family name of (0010,0010).</summary>
    LastName,

    /// <summary>Given name of (0010,0010).</summary>
    FirstName,

    /// <summary>The whole of (0010,0010).</summary>
    PatientName,

    /// <summary>(0010,0030) to search for.</summary>
    BirthDate,

    /// <summary>(0008,0061) or (0008,0060) to search for.</summary>
    Modality,

    /// <summary>NHS number, a Patient ID with a check digit.</summary>
    NhsNumber,

    /// <summary>(0008,1030) to search for.</summary>
    StudyDescription,

    /// <summary>(0008,103E) of the series wanted.</summary>
    SeriesDescription,

    /// <summary>Subject label.</summary>
    Subject,

    /// <summary>Session label.</summary>
    Session,

    /// <summary>What (0008,0050) becomes.</summary>
    RelabelAccessionNumber,

    /// <summary>What (0010,0020) becomes.</summary>
    RelabelPatientId,

    /// <summary>What (0010,0010) becomes.</summary>
    RelabelPatientName,

    /// <summary>What (0010,0030) becomes.</summary>
    RelabelPatientBirthDate,

    /// <summary>What (0020,0010) becomes.</summary>
    RelabelStudyId,

    /// <summary>What (0008,0020) becomes.</summary>
    RelabelStudyDate,
}
