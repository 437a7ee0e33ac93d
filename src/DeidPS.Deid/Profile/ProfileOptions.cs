namespace DeidPS.Deid.Profile;

/// <summary>Options of the Basic Application Level Confidentiality Profile (PS3.15 Table E.1-1, E.3). Options only relax or clean.</summary>
[Flags]
public enum ProfileOptions
{
    /// <summary>The Basic Profile alone.</summary>
    None = 0,

    /// <summary>Retain Safe Private (E.3.10, 113111).</summary>
    RetainSafePrivate = 1,

    /// <summary>Retain UIDs (E.3.9, 113110).</summary>
    RetainUids = 2,

    /// <summary>Retain Device Identity (E.3.8, 113109).</summary>
    RetainDeviceIdentity = 4,

    /// <summary>Retain Institution Identity (E.3.11, 113112).</summary>
    RetainInstitutionIdentity = 8,

    /// <summary>Retain Patient Characteristics (E.3.7, 113108).</summary>
    RetainPatientCharacteristics = 16,

    /// <summary>Retain Longitudinal Temporal Information With Full Dates (E.3.6, 113106).</summary>
    RetainFullDates = 32,

    /// <summary>Retain Longitudinal Temporal Information With Modified Dates (E.3.6, 113107). Excludes full dates.</summary>
    RetainModifiedDates = 64,

    /// <summary>Clean Descriptors (E.3.5, 113105).</summary>
    CleanDescriptors = 128,

    /// <summary>Clean Structured Content (E.3.4, 113104).</summary>
    CleanStructuredContent = 256,

    /// <summary>Clean Graphics (E.3.3, 113103).</summary>
    CleanGraphics = 512,
}
