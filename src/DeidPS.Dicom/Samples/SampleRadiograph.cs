namespace DeidPS.Dicom;

/// <summary>Computed Radiography Image (PS3.3 A.2): explicit VR big endian, ISO_IR 100.</summary>
internal static class SampleRadiograph
{
    private const int Columns = 160;
    private const int Rows = 192;

    public static IEnumerable<SampleObject> Make(SampleContext context)
    {
        var patient = context.Accented;
        var pixels = SampleImage.Phantom(Columns, Rows, 0.8, air: 0, body: 700, organ: 360);
        yield return SampleModules.Start(context, patient, "CR", "1.2.840.10008.5.1.4.1.1.1", "CR 1", "ISO_IR 100")
            .Series(context, "CR", "CR", "CR", 1)
            .Request(context, "CR", "Thorax p.a.")
            .Set("SeriesDescription", "Thorax").Set("BodyPartExamined", "CHEST").Set("ViewPosition", "PA")
            .Set("PatientOrientation", "L\\F").Set("ImagerPixelSpacing", "2\\2").Set("PlateID", context.PlantNumber("ZZPLATE", "plate"))
            .Image(context, "CR", "ORIGINAL\\PRIMARY", 1)
            .Set("ImageComments", context.Plant("ZZREMARQUE vue par le médecin"))
            .Set("KVP", 110).Set("Exposure", 3).Set("DistanceSourceToDetector", 1800)
            .Set("WindowCenter", 400).Set("WindowWidth", 800)
            .Grey(Columns, Rows, 12, isSigned: false, pixels)
            .Finish(patient, "CR", 1, DicomTransferSyntax.ExplicitBigEndian);
    }
}
