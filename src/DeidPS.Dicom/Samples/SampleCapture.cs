namespace DeidPS.Dicom;

/// <summary>Secondary Capture (PS3.3 A.8) of a CT slice: RLE Lossless, so that one object of a set has encapsulated pixels.</summary>
internal static class SampleCapture
{
    private const int Size = 160;

    public static IEnumerable<SampleObject> Make(SampleContext context)
    {
        var patient = context.Latin;
        var grey = SampleImage.Phantom(Size, Size, 0.4, air: 0, body: 90, organ: 170);
        var frame = RunLengthEncoder.Encode(SampleImage.Colours(grey), 3, Size);
        yield return SampleModules.Start(context, patient, "CT", "1.2.840.10008.5.1.4.1.1.7", "SC 1", string.Empty)
            .Series(context, "CT", "SC", "OT", 90)
            .Request(context, "CT", "CT thorax")
            .Set("SeriesDescription", "Key image").Set("ConversionType", "WSD").Set("BodyPartExamined", "CHEST")
            .Set("DateOfSecondaryCapture", context.Day("CT")).Set("TimeOfSecondaryCapture", context.Time("CT", 20))
            .Set("SecondaryCaptureDeviceManufacturer", "DeidPS Sample Works")
            .Image(context, "CT", "DERIVED\\SECONDARY", 1)
            .Set("PatientOrientation", "L\\P").Set("BurnedInAnnotation", "NO")
            .Set("DerivationDescription", "Screen capture")
            .Sequence("SourceImageSequence", item => item
                .Set("ReferencedSOPClassUID", SampleComputedTomography.SopClass)
                .Set("ReferencedSOPInstanceUID", context.Uid(SampleComputedTomography.InstanceName(2)))
                .Code("PurposeOfReferenceCodeSequence", "121322", "DCM", "Source image for image processing operation"))
            .Colour(Size, Size)
            .Set(EncapsulatedPixels.Create([frame]))
            .Finish(patient, "SC", 1, DicomTransferSyntax.Find("1.2.840.10008.1.2.5")!);
    }
}
