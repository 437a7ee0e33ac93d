using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>Pseudonyms by which a store knows studies, patients and instances again; derived from the originals with the site's secret.</summary>
internal sealed record IngestKeys(string Study, string Patient, string Instance)
{
    /// <summary>The keys of an object as received.</summary>
    public static IngestKeys Of(DeidKey key, DicomDataset original) => new(
        Digest(key, "store study", original.GetText(DicomTags.StudyInstanceUID)),
        Digest(key, "store patient", PatientIdentity.Of(original).Value),
        Digest(key, "store instance", original.GetText(DicomTags.SOPInstanceUID)));

    /// <summary>The key of a study.</summary>
    public static string OfStudy(DeidKey key, string studyInstanceUid) => Digest(key, "store study", studyInstanceUid);

    /// <summary>The key of the patient of a Patient ID.</summary>
    public static string OfPatient(DeidKey key, string patientId) => Digest(key, "store patient", PatientIdentity.Of(patientId, null, null, null).Value);

    private static string Digest(DeidKey key, string purpose, string? value) => Convert.ToHexStringLower(key.Derive(purpose, value?.Trim(' ', '\0') ?? string.Empty).AsSpan(0, 16));
}
