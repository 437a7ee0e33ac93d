namespace DeidPS.Dicom;

/// <summary>MR Image (PS3.3 A.4): implicit VR little endian, ISO_IR 100 with an accented name.</summary>
internal static class SampleMagneticResonance
{
    private const int Slices = 2;
    private const int Size = 128;

    public static IEnumerable<SampleObject> Make(SampleContext context)
    {
        for (var slice = 1; slice <= Slices; slice++)
        {
            yield return MakeSlice(context, slice);
        }
    }

    private static SampleObject MakeSlice(SampleContext context, int slice)
    {
        var patient = context.Accented;
        var pixels = SampleImage.Phantom(Size, Size, (double)slice / Slices, air: 12, body: 600, organ: 1400);
        return SampleModules.Start(context, patient, "MR", "1.2.840.10008.5.1.4.1.1.4", $"MR {slice}", "ISO_IR 100")
            .Series(context, "MR", "MR", "MR", 3)
            .Request(context, "MR", "IRM du crâne")
            .Set("SeriesDescription", "T1 transverse").Set("PatientPosition", "HFS").Set("BodyPartExamined", "HEAD").Set("ProtocolName", "Crâne T1")
            .Set("MedicalAlerts", context.Plant("ZZALERTE stimulateur posé à Nîmes"))
            .Image(context, "MR", "ORIGINAL\\PRIMARY\\OTHER", slice)
            .Plane(context, "MR", 1.875, 4, slice * 6, Size)
            .Set("ScanningSequence", "SE").Set("SequenceVariant", "NONE").Set("ScanOptions", string.Empty).Set("MRAcquisitionType", "2D")
            .Set("RepetitionTime", 520).Set("EchoTime", 12).Set("EchoTrainLength", 1).Set("EchoNumbers", 1)
            .Set("MagneticFieldStrength", 1.5).Set("ImagingFrequency", 63.86).Set("ImagedNucleus", "1H").Set("FlipAngle", 90)
            .Set("SpacingBetweenSlices", 6).Set("NumberOfAverages", 1).Set("PercentSampling", 100)
            .Set("SmallestImagePixelValue", DicomVR.US, "12").Set("LargestImagePixelValue", DicomVR.US, "1400")
            .Set("WindowCenter", 700).Set("WindowWidth", 1400)
            .Private(0x0019, "DEIDPS MR HEADER", 0x08, DicomVR.CS, "IMAGE NUM 4")
            .Private(0x0019, "DEIDPS MR HEADER", 0x0C, DicomVR.PN, patient.Name)
            .Private(0x0029, "DEIDPS CSA", 0x09, DicomVR.LO, context.PlantNumber("ZZCSA", "csa"))
            .Grey(Size, Size, 12, isSigned: false, pixels)
            .Finish(patient, "MR", slice, DicomTransferSyntax.ImplicitLittleEndian);
    }
}
