using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>
/// Positron Emission Tomography Image (PS3.3 A.21): deflated, ISO 2022 IR 87, and a radiopharmaceutical with its times,
/// which the activity of every pixel depends on.
/// </summary>
internal static class SamplePositronEmission
{
    private const int Slices = 2;
    private const int Size = 64;

    public static IEnumerable<SampleObject> Make(SampleContext context)
    {
        for (var slice = 1; slice <= Slices; slice++)
        {
            yield return MakeSlice(context, slice);
        }
    }

    private static SampleObject MakeSlice(SampleContext context, int slice)
    {
        var patient = context.Japanese;
        var day = context.Day("PT");
        var injected = context.Time("PT", -60);
        var pixels = SampleImage.Phantom(Size, Size, (double)slice / Slices, air: 0, body: 3000, organ: 21000);
        return SampleModules.Start(context, patient, "PT", "1.2.840.10008.5.1.4.1.1.128", $"PT {slice}", "\\ISO 2022 IR 87")
            .Series(context, "PT", "PT", "PT", 4)
            .Request(context, "PT", "PET whole body")
            .Set("SeriesDescription", "PET AC").Set("BodyPartExamined", "WHOLEBODY").Set("PatientSize", 1.71)
            .Set("Units", "BQML").Set("CountsSource", "EMISSION").Set("SeriesType", "WHOLE BODY\\IMAGE").Set("NumberOfSlices", Slices)
            .Set("DecayCorrection", "START").Set("CorrectedImage", "DECY\\ATTN\\SCAT\\DTIM\\RAN\\NORM")
            .Set("CollimatorType", "NONE").Set("ReconstructionMethod", "OSEM")
            .Image(context, "PT", "ORIGINAL\\PRIMARY", slice)
            .Plane(context, "PT", 5, 4, slice * 4, Size)
            .Set("FrameReferenceTime", 0).Set("ActualFrameDuration", 120000).Set("ImageIndex", slice)
            .Set("RescaleIntercept", 0).Set("RescaleSlope", 0.5).Set("DecayFactor", 1)
            .Sequence("RadiopharmaceuticalInformationSequence", item => item
                .Set("Radiopharmaceutical", "FDG")
                .Set("RadiopharmaceuticalStartTime", injected)
                .Set("RadiopharmaceuticalStartDateTime", day.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + injected)
                .Set("RadionuclideTotalDose", 350000000).Set("RadionuclideHalfLife", 6586.2).Set("RadionuclidePositronFraction", 0.967)
                .Code("RadionuclideCodeSequence", "77004003", "SCT", "^18^Fluorine")
                .Code("RadiopharmaceuticalCodeSequence", "35321007", "SCT", "Fluorodeoxyglucose F^18^"))
            .Sequence("PatientOrientationCodeSequence", item => item
                .Set("CodeValue", "102538003").Set("CodingSchemeDesignator", "SCT").Set("CodeMeaning", "recumbent")
                .Code("PatientOrientationModifierCodeSequence", "40199007", "SCT", "supine"))
            .Code("PatientGantryRelationshipCodeSequence", "102540008", "SCT", "headfirst")
            .Grey(Size, Size, 16, isSigned: true, pixels)
            .Finish(patient, "PT", slice, DicomTransferSyntax.DeflatedExplicitLittleEndian);
    }
}
