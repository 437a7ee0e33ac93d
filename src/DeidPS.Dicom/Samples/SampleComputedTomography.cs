using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>CT Image (PS3.3 A.3): explicit VR little endian, default repertoire, a private block with a private sequence.</summary>
internal static class SampleComputedTomography
{
    /// <summary>SOP Class UID.</summary>
    public const string SopClass = "1.2.840.10008.5.1.4.1.1.2";

    private const string Creator = "DEIDPS_ACQU_01";
    private const int Slices = 4;
    private const int Size = 128;

    public static IEnumerable<SampleObject> Make(SampleContext context)
    {
        for (var slice = 1; slice <= Slices; slice++)
        {
            yield return MakeSlice(context, slice);
        }
    }

    /// <summary>Name of a slice's instance within the set.</summary>
    public static string InstanceName(int slice) => string.Create(CultureInfo.InvariantCulture, $"CT {slice}");

    private static SampleObject MakeSlice(SampleContext context, int slice)
    {
        var patient = context.Latin;
        var pixels = SampleImage.Phantom(Size, Size, (slice - 0.5) / Slices, air: 0, body: 1040, organ: 1180);
        return SampleModules.Start(context, patient, "CT", SopClass, InstanceName(slice), string.Empty)
            .Series(context, "CT", "CT", "CT", 2)
            .Request(context, "CT", "CT thorax")
            .Set("SeriesDescription", "Thorax 5.0").Set("PatientPosition", "HFS").Set("BodyPartExamined", "CHEST").Set("ProtocolName", "Thorax routine")
            .Set("PatientComments", context.Plant("ZZCOMMENT husband is called Wilfred"))
            .Image(context, "CT", "ORIGINAL\\PRIMARY\\AXIAL", slice)
            .Plane(context, "CT", 2.5, 5, slice * 5, Size)
            .Set("KVP", 120).Set("XRayTubeCurrent", 210).Set("ExposureTime", 500).Set("Exposure", 105)
            .Set("ConvolutionKernel", "STANDARD").Set("GantryDetectorTilt", 0).Set("ReconstructionDiameter", 320)
            .Set("RescaleIntercept", -1024).Set("RescaleSlope", 1).Set("RescaleType", "HU")
            .Set("WindowCenter", 40).Set("WindowWidth", 400)
            .Sequence("ReferencedImageSequence", item => item
                .Set("ReferencedSOPClassUID", SopClass).Set("ReferencedSOPInstanceUID", context.Uid("CT scout"))
                .Code("PurposeOfReferenceCodeSequence", "121311", "DCM", "Localizer"))
            .With(d => AddPrivate(d, context, patient, slice))
            .Grey(Size, Size, 16, isSigned: true, pixels)
            .Finish(patient, "CT", slice, DicomTransferSyntax.ExplicitLittleEndian);
    }

    private static void AddPrivate(SampleDataset dataset, SampleContext context, SamplePatient patient, int slice) => dataset
        .Private(0x0009, Creator, 0x01, DicomVR.LO, patient.Name)
        .Private(0x0009, Creator, 0x02, DicomVR.SH, context.PlantNumber("ZZSUITE", "suite"))
        .Private(0x0009, Creator, 0x27, DicomVR.SL, (1_500_000_000 + slice).ToString(CultureInfo.InvariantCulture))
        .Private(0x0043, "DEIDPS_PARM_01", 0x10, DicomVR.US, "400")
        .Private(0x0043, "DEIDPS_PARM_01", 0x12, DicomVR.SS, "14\\-2\\3")
        .Private(0x0043, "DEIDPS_PARM_01", 0x1E, DicomVR.DS, "6.25")
        .PrivateBytes(0x0043, "DEIDPS_PARM_01", 0x28, [1, 0, 2, 0, 0xFF, 0xFF])
        .PrivateSequence(0x0043, "DEIDPS_PARM_01", 0x40, item => item
            .Set("PatientID", patient.Id)
            .Private(0x0043, "DEIDPS_PARM_01", 0x41, DicomVR.LO, context.Plant("ZZNESTED NOTE")));
}
