using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>Basic Text SR (PS3.3 A.35.1) about the CT: UTF-8, names and free text at several depths of the content tree.</summary>
internal static class SampleReport
{
    public static IEnumerable<SampleObject> Make(SampleContext context)
    {
        var patient = context.Latin;
        var observer = "ZZPAPADOPOULOU^ELENI=" + context.Plant("Παπαδοπούλου^Ελένη");
        context.Plant("ZZPAPADOPOULOU");
        var stamp = context.Day("CT").ToString("yyyyMMdd", CultureInfo.InvariantCulture) + context.Time("CT", 55);
        yield return SampleModules.Start(context, patient, "CT", "1.2.840.10008.5.1.4.1.1.88.11", "SR 1", "ISO_IR 192")
            .Series(context, "CT", "SR", "SR", 91)
            .Set("StudyDescription", "CT thorax").Set("SeriesDescription", "Report").Sequence("ReferencedPerformedProcedureStepSequence")
            .Set("InstanceNumber", 1).Set("ContentDate", context.Day("CT")).Set("ContentTime", context.Time("CT", 55))
            .Set("CompletionFlag", "COMPLETE").Set("VerificationFlag", "VERIFIED")
            .Sequence("VerifyingObserverSequence", item => item
                .Set("VerifyingOrganization", context.Plant("ZZST ELSEWHERE INFIRMARY"))
                .Set("VerificationDateTime", stamp).Set("VerifyingObserverName", observer)
                .Sequence("VerifyingObserverIdentificationCodeSequence"))
            .Sequence("PerformedProcedureCodeSequence")
            .Sequence("CurrentRequestedProcedureEvidenceSequence", item => item
                .Set("StudyInstanceUID", context.Uid("study CT"))
                .Sequence("ReferencedSeriesSequence", series => series
                    .Set("SeriesInstanceUID", context.Uid("series CT"))
                    .Sequence("ReferencedSOPSequence", Evidence(context))))
            .Set("ValueType", "CONTAINER").Set("ContinuityOfContent", "SEPARATE")
            .Code("ConceptNameCodeSequence", "18782-3", "LN", "X-Ray Report")
            .Sequence("ContentSequence",
                item => Person(item, "HAS OBS CONTEXT", "121008", "Person Observer Name", observer),
                item => Section(item, "121060", "DCM", "History", "Known to " + context.Plant("ZZUNCLE THEODORE") + " — fell from a ladder"),
                item => Section(item, "121070", "DCM", "Findings", "No lesion in " + patient.Name.Split('^')[0] + "; ≤ 3 mm"))
            .Finish(patient, "SR", 1, DicomTransferSyntax.ExplicitLittleEndian);
    }

    private static Action<SampleDataset> Evidence(SampleContext context) => item => item
        .Set("ReferencedSOPClassUID", SampleComputedTomography.SopClass)
        .Set("ReferencedSOPInstanceUID", context.Uid(SampleComputedTomography.InstanceName(2)));

    private static void Person(SampleDataset item, string relation, string code, string meaning, string name) => item
        .Set("RelationshipType", relation).Set("ValueType", "PNAME")
        .Code("ConceptNameCodeSequence", code, "DCM", meaning)
        .Set("PersonName", name);

    private static void Section(SampleDataset item, string code, string scheme, string meaning, string text) => item
        .Set("RelationshipType", "CONTAINS").Set("ValueType", "CONTAINER").Set("ContinuityOfContent", "SEPARATE")
        .Code("ConceptNameCodeSequence", code, scheme, meaning)
        .Sequence("ContentSequence", line => line
            .Set("RelationshipType", "CONTAINS").Set("ValueType", "TEXT")
            .Code("ConceptNameCodeSequence", "121071", "DCM", "Finding")
            .Set("TextValue", text));
}
