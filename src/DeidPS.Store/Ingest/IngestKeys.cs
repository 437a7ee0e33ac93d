using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>Pseudonyms by which a store knows studies, patients and instances again; derived from the originals with the site's secret.</summary>
internal sealed record IngestKeys(string Study, string Patient, string Instance)
{
    /// <summary>The keys of an object as received.</summary>
    public static IngestKeys Of(DeidKey key, DicomDataset original) => new(
        OfStudy(key, original.GetText(DicomTags.StudyInstanceUID) ?? string.Empty),
        OfPatient(key, PatientIdentity.Of(original)),
        OfInstance(key, original.GetText(DicomTags.SOPInstanceUID) ?? string.Empty));

    /// <summary>The key of a study.</summary>
    public static string OfStudy(DeidKey key, string studyInstanceUid) => Digest(key, "store study", studyInstanceUid);

    /// <summary>The key of the patient of a Patient ID.</summary>
    public static string OfPatient(DeidKey key, string patientId) => OfPatient(key, PatientIdentity.Of(patientId, null, null, null));

    /// <summary>The key of a patient.</summary>
    public static string OfPatient(DeidKey key, PatientIdentity patient) => Digest(key, "store patient", patient.Value);

    /// <summary>The key of an instance.</summary>
    public static string OfInstance(DeidKey key, string sopInstanceUid) => Digest(key, "store instance", sopInstanceUid);

    private static string Digest(DeidKey key, string purpose, string value) => Convert.ToHexStringLower(key.Derive(purpose, value.Trim(' ', '\0')).AsSpan(0, 16));
}
