namespace DeidPS.Dicom;

/// <summary>
/// Ultrasound Multi-frame Image (PS3.3 A.7): native RGB with the patient's name and number burnt into the top
/// <see cref="BannerRows"/> rows of every frame, and (0028,0301) saying so.
/// </summary>
internal static class SampleUltrasound
{
    /// <summary>Rows at the top that hold the burnt-in text.</summary>
    public const int BannerRows = 16;

    private const int Frames = 5;
    private const int Columns = 192;
    private const int Rows = 128;

    public static IEnumerable<SampleObject> Make(SampleContext context)
    {
        var patient = context.Latin;
        var pixels = new List<byte>();
        for (var frame = 0; frame < Frames; frame++)
        {
            pixels.AddRange(MakeFrame(patient, frame));
        }

        yield return SampleModules.Start(context, patient, "US", "1.2.840.10008.5.1.4.1.1.3.1", "US 1", "ISO_IR 100")
            .Series(context, "US", "US", "US", 1)
            .Request(context, "US", "Echo of the heart")
            .Set("SeriesDescription", "Cine").Set("BodyPartExamined", "HEART").Set("PatientOrientation", string.Empty)
            .Image(context, "US", "ORIGINAL\\PRIMARY", 1)
            .Set("BurnedInAnnotation", "YES").Set("LossyImageCompression", "00")
            .Set("NumberOfFrames", Frames).Set("FrameTime", 40).Set("FrameIncrementPointer", DicomVR.AT, "00181063")
            .Set("UltrasoundColorDataPresent", 0).Set("TransducerData", "C5-1")
            .Sequence("SequenceOfUltrasoundRegions", region => region
                .Set("RegionSpatialFormat", 1).Set("RegionDataType", 1).Set("RegionFlags", 2)
                .Set("RegionLocationMinX0", 0).Set("RegionLocationMinY0", BannerRows)
                .Set("RegionLocationMaxX1", Columns - 1).Set("RegionLocationMaxY1", Rows - 1)
                .Set("PhysicalUnitsXDirection", 3).Set("PhysicalUnitsYDirection", 3)
                .Set("PhysicalDeltaX", 0.08).Set("PhysicalDeltaY", 0.08))
            .Set("FrameComments", context.Plant("ZZFRAME NOTE of the sonographer"))
            .Colour(Columns, Rows)
            .Pixels([.. pixels], DicomVR.OB)
            .Finish(patient, "US", 1, DicomTransferSyntax.ExplicitLittleEndian);
    }

    private static byte[] MakeFrame(SamplePatient patient, int frame)
    {
        var grey = SampleImage.Phantom(Columns, Rows, (double)frame / Frames, air: 4, body: 70, organ: 150);
        Array.Clear(grey, 0, Columns * BannerRows);
        SampleImage.Burn(grey, Columns, 4, 3, patient.Name.Split('^')[0] + " " + patient.Id, 255);
        return SampleImage.Colours(grey);
    }
}
