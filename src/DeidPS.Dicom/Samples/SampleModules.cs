using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>The modules of PS3.3 that all sample objects share.</summary>
internal static class SampleModules
{
    /// <summary>A data set with SOP Common, Patient, General Study and Patient Study (PS3.3 C.12.1, C.7.1.1, C.7.2.1, C.7.2.2).</summary>
    /// <param name="context">The set.</param>
    /// <param name="patient">Whose object it is.</param>
    /// <param name="study">Name of the study within the set.</param>
    /// <param name="sopClass">SOP Class UID.</param>
    /// <param name="instance">Name of the instance within the set.</param>
    /// <param name="characterSet">Specific Character Set value; empty for the default repertoire.</param>
    public static SampleDataset Start(SampleContext context, SamplePatient patient, string study, string sopClass, string instance, string characterSet)
    {
        var day = context.Day(study);
        var dataset = new SampleDataset(characterSet.Length == 0 ? DicomCharacterSet.Default : DicomCharacterSet.FromTerms(characterSet.Split('\\')));
        if (characterSet.Length > 0)
        {
            dataset.Set("SpecificCharacterSet", characterSet);
        }

        return dataset
            .Set("InstanceCreationDate", day).Set("InstanceCreationTime", context.Time(study, 30))
            .Set("SOPClassUID", sopClass).Set("SOPInstanceUID", context.Uid(instance))
            .Set("PatientName", patient.Name).Set("PatientID", patient.Id)
            .Set("PatientBirthDate", patient.BirthDate).Set("PatientSex", patient.Sex)
            .Set("PatientAge", patient.AgeOn(day)).Set("PatientWeight", patient.Weight)
            .Set("PatientAddress", patient.Address).Set("PatientTelephoneNumbers", patient.Telephone)
            .Sequence("OtherPatientIDsSequence", item => item
                .Set("PatientID", patient.OtherId).Set("IssuerOfPatientID", context.Plant("ZZOLDHOSPITAL")).Set("TypeOfPatientID", "TEXT"))
            .Set("StudyInstanceUID", context.Uid("study " + study)).Set("StudyID", context.PlantNumber("ZZST", "study id " + study))
            .Set("StudyDate", day).Set("StudyTime", context.Time(study))
            .Set("AccessionNumber", context.PlantNumber("ZZACC", "accession " + study))
            .Set("ReferringPhysicianName", context.Physician("referring " + study));
    }

    /// <summary>General Series and General Equipment (PS3.3 C.7.3.1, C.7.5.1).</summary>
    public static SampleDataset Series(this SampleDataset dataset, SampleContext context, string study, string series, string modality, int number)
    {
        var place = context.Plant("ZZST ELSEWHERE INFIRMARY");
        return dataset
            .Set("Modality", modality).Set("SeriesInstanceUID", context.Uid("series " + series)).Set("SeriesNumber", number)
            .Set("SeriesDate", context.Day(study)).Set("SeriesTime", context.Time(study, number))
            .Set("Manufacturer", "DeidPS Sample Works").Set("ManufacturerModelName", "Phantom " + modality)
            .Set("DeviceSerialNumber", context.PlantNumber("ZZSN", "serial " + modality))
            .Set("SoftwareVersions", "1.0").Set("InstitutionName", place).Set("StationName", context.Plant("ZZSTATION" + modality))
            .Set("InstitutionalDepartmentName", context.Plant("ZZDEPARTMENT OF SHADOWS"))
            .Set("OperatorsName", context.Physician("operator " + study));
    }

    /// <summary>The request the series answers: nested two deep (PS3.3 Table 10-9).</summary>
    public static SampleDataset Request(this SampleDataset dataset, SampleContext context, string study, string what) => dataset
        .Set("StudyDescription", what)
        .Sequence("RequestAttributesSequence", item => item
            .Set("RequestedProcedureID", context.PlantNumber("ZZRP", "requested " + study))
            .Set("ScheduledProcedureStepID", context.PlantNumber("ZZSPS", "scheduled " + study))
            .Set("RequestedProcedureDescription", what)
            .Code("ScheduledProtocolCodeSequence", "P" + (100 + context.Number).ToString(CultureInfo.InvariantCulture), "99DEIDPS", what))
        .Set("PerformedProcedureStepID", context.PlantNumber("ZZPPS", "performed " + study))
        .Set("PerformedProcedureStepStartDate", context.Day(study)).Set("PerformedProcedureStepStartTime", context.Time(study));

    /// <summary>General Image (PS3.3 C.7.6.1).</summary>
    public static SampleDataset Image(this SampleDataset dataset, SampleContext context, string study, string imageType, int number) => dataset
        .Set("ImageType", imageType).Set("InstanceNumber", number)
        .Set("AcquisitionNumber", 1).Set("AcquisitionDate", context.Day(study)).Set("AcquisitionTime", context.Time(study, 2))
        .Set("ContentDate", context.Day(study)).Set("ContentTime", context.Time(study, 3));

    /// <summary>Frame of Reference and Image Plane of a transverse slice (PS3.3 C.7.4.1, C.7.6.2).</summary>
    public static SampleDataset Plane(this SampleDataset dataset, SampleContext context, string series, double spacing, double thickness, double z, int columns) => dataset
        .Set("FrameOfReferenceUID", context.Uid("frame " + series)).Set("PositionReferenceIndicator", string.Empty)
        .Set("PixelSpacing", string.Create(CultureInfo.InvariantCulture, $"{spacing}\\{spacing}"))
        .Set("ImageOrientationPatient", "1\\0\\0\\0\\1\\0")
        .Set("ImagePositionPatient", string.Create(CultureInfo.InvariantCulture, $"{-spacing * columns / 2}\\{-spacing * columns / 2}\\{z}"))
        .Set("SliceThickness", thickness).Set("SliceLocation", z);

    /// <summary>Image Pixel of a grey image (PS3.3 C.7.6.3).</summary>
    public static SampleDataset Grey(this SampleDataset dataset, int columns, int rows, int bitsStored, bool isSigned, int[] pixels) => dataset
        .Set("SamplesPerPixel", 1).Set("PhotometricInterpretation", "MONOCHROME2")
        .Set("Rows", rows).Set("Columns", columns)
        .Set("BitsAllocated", 16).Set("BitsStored", bitsStored).Set("HighBit", bitsStored - 1).Set("PixelRepresentation", isSigned ? 1 : 0)
        .Pixels(SampleImage.Words(pixels), DicomVR.OW);

    /// <summary>Image Pixel of an RGB image, without the pixels.</summary>
    public static SampleDataset Colour(this SampleDataset dataset, int columns, int rows) => dataset
        .Set("SamplesPerPixel", 3).Set("PhotometricInterpretation", "RGB").Set("PlanarConfiguration", 0)
        .Set("Rows", rows).Set("Columns", columns)
        .Set("BitsAllocated", 8).Set("BitsStored", 8).Set("HighBit", 7).Set("PixelRepresentation", 0);

    /// <summary>The finished object.</summary>
    public static SampleObject Finish(this SampleDataset dataset, SamplePatient patient, string kind, int number, DicomTransferSyntax syntax) => new()
    {
        RelativePath = string.Create(CultureInfo.InvariantCulture, $"{patient.Id}/{kind}/{kind}{number:0000}.dcm"),
        Modality = dataset.Dataset.GetText(new DicomTag(0x00080060))!,
        File = DicomFile.Create(dataset.Dataset, syntax),
    };
}
