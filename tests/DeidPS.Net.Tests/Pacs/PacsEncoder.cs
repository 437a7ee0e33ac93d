using System.Globalization;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>Writes the data set of an image: small, with the attributes its SOP class requires (PS3.3 A.3, A.4, A.8, A.35.8), and with identifiers in many places.</summary>
internal static class PacsEncoder
{
    private const int Size = 16;

    /// <summary>The data set, without file meta information.</summary>
    /// <param name="instance">The image.</param>
    /// <param name="isExplicit">True for Explicit VR Little Endian, false for Implicit.</param>
    public static byte[] Encode(PacsInstance instance, bool isExplicit)
    {
        var (series, number) = instance;
        var study = series.Study;
        var bytes = new DicomBytes(isExplicit);
        if (series.SopClass != PacsSeries.DoseStructuredReport)
        {
            bytes.Text(0x00080008, "CS", series.IsDoseReport ? "DERIVED\\SECONDARY" : series.Modality == "MR" ? "ORIGINAL\\PRIMARY\\M" : "ORIGINAL\\PRIMARY\\AXIAL");
        }

        General(bytes, instance);
        bytes.Text(0x00100010, "PN", study.PatientName).Text(0x00100020, "LO", study.PatientId).Text(0x00100030, "DA", study.BirthDate).Text(0x00100040, "CS", study.Sex)
            .Text(0x00101000, "LO", study.PatientId + "X").Text(0x00101010, "AS", "045Y");
        Acquisition(bytes, series);
        bytes.Text(0x0020000D, "UI", study.Uid).Text(0x0020000E, "UI", series.Uid).Text(0x00200010, "SH", study.StudyId).Text(0x00200011, "IS", Text(series.Number));
        if (!series.IsDoseReport)
        {
            bytes.Text(0x00200012, "IS", "1");
        }

        bytes.Text(0x00200013, "IS", Text(number));
        if (series.SopClass == PacsSeries.DoseStructuredReport)
        {
            Performed(bytes, study);
            return Report(bytes, study, isExplicit).Bytes;
        }

        Position(bytes, instance);
        ImagePixel(bytes, series);
        Performed(bytes, study);
        bytes.Sequence(0x00400275, undefined: false, new DicomBytes(isExplicit).Text(0x00400007, "LO", study.Description).Text(0x00400009, "SH", "SPS1").Text(0x00401001, "SH", study.Accession));
        return bytes.Element(0x7FE00010, series.IsDoseReport ? "OB" : "OW", PixelData(instance)).Bytes;
    }

    private static void General(DicomBytes bytes, PacsInstance instance)
    {
        var series = instance.Series;
        var study = series.Study;
        bytes.Text(0x00080012, "DA", study.Date).Text(0x00080013, "TM", study.Time).Text(0x00080016, "UI", series.SopClass).Text(0x00080018, "UI", instance.Uid)
            .Text(0x00080020, "DA", study.Date).Text(0x00080021, "DA", study.Date).Text(0x00080022, "DA", study.Date).Text(0x00080023, "DA", study.Date).Text(0x0008002A, "DT", study.Date + study.Time)
            .Text(0x00080030, "TM", study.Time).Text(0x00080031, "TM", study.Time).Text(0x00080032, "TM", study.Time).Text(0x00080033, "TM", study.Time)
            .Text(0x00080050, "SH", study.Accession).Text(0x00080060, "CS", series.Modality);
        if (series.SopClass == PacsSeries.SecondaryCapture)
        {
            bytes.Text(0x00080064, "CS", "WSD");
        }

        bytes.Text(0x00080070, "LO", "ACME").Text(0x00080080, "LO", "GENERAL HOSPITAL").Text(0x00080090, "PN", study.Referrer).Text(0x00081010, "SH", "ROOM1")
            .Text(0x00081030, "LO", study.Description).Text(0x0008103E, "LO", series.Description).Text(0x00081070, "PN", study.Referrer).Text(0x00081090, "LO", "SCANNER 5");
        if (series.SopClass == PacsSeries.DoseStructuredReport)
        {
            // Referenced Performed Procedure Step Sequence: type 2 in a report (PS3.3 C.17.1).
            bytes.Sequence(0x00081111, undefined: false);
        }
    }

    private static void Acquisition(DicomBytes bytes, PacsSeries series)
    {
        if (series.SopClass == PacsSeries.ComputedTomography)
        {
            bytes.Text(0x00180015, "CS", "CHEST").Text(0x00180050, "DS", "5").Text(0x00180060, "DS", "120").Text(0x00181000, "LO", "SN12345").Text(0x00185100, "CS", "HFS");
        }
        else if (series.SopClass == PacsSeries.MagneticResonance)
        {
            bytes.Text(0x00180015, "CS", "HEAD").Text(0x00180020, "CS", "SE").Text(0x00180021, "CS", "NONE").Text(0x00180022, "CS", string.Empty).Text(0x00180023, "CS", "2D").Text(0x00180050, "DS", "5")
                .Text(0x00180080, "DS", "4000").Text(0x00180081, "DS", "90").Text(0x00180091, "IS", "1").Text(0x00181000, "LO", "SN12345").Text(0x00185100, "CS", "HFS");
        }
        else
        {
            // A part of the body that is no pair needs no side.
            bytes.Text(0x00180015, "CS", "CHEST").Text(0x00181000, "LO", "SN12345");
        }
    }

    private static void Position(DicomBytes bytes, PacsInstance instance)
    {
        if (instance.Series.IsDoseReport)
        {
            bytes.Text(0x00200020, "CS", string.Empty);
            return;
        }

        bytes.Text(0x00200032, "DS", "-100\\-100\\" + Text(5 * instance.Number)).Text(0x00200037, "DS", "1\\0\\0\\0\\1\\0").Text(0x00200052, "UI", instance.Series.Study.Uid + ".0").Text(0x00201040, "LO", string.Empty);
    }

    private static void ImagePixel(DicomBytes bytes, PacsSeries series)
    {
        var bits = series.IsDoseReport ? 8u : 12;
        bytes.Number(0x00280002, "US", 1).Text(0x00280004, "CS", "MONOCHROME2").Number(0x00280010, "US", Size).Number(0x00280011, "US", Size);
        if (!series.IsDoseReport)
        {
            bytes.Text(0x00280030, "DS", "0.7\\0.7");
        }

        bytes.Number(0x00280100, "US", series.IsDoseReport ? 8u : 16).Number(0x00280101, "US", bits).Number(0x00280102, "US", bits - 1).Number(0x00280103, "US", 0);
        if (series.SopClass == PacsSeries.ComputedTomography)
        {
            bytes.Text(0x00281052, "DS", "-1024").Text(0x00281053, "DS", "1").Text(0x00281054, "LO", "HU");
        }
    }

    private static void Performed(DicomBytes bytes, PacsStudy study) =>
        bytes.Text(0x00400244, "DA", study.Date).Text(0x00400245, "TM", study.Time).Text(0x00400253, "SH", study.StudyId).Text(0x00400254, "LO", study.Description);

    /// <summary>The root of a report with one line of text (PS3.3 C.17.3); of the template of dose reports only the title.</summary>
    private static DicomBytes Report(DicomBytes bytes, PacsStudy study, bool isExplicit)
    {
        DicomBytes Code(string value, string meaning) => new DicomBytes(isExplicit).Text(0x00080100, "SH", value).Text(0x00080102, "SH", "DCM").Text(0x00080104, "LO", meaning);
        return bytes.Text(0x0040A040, "CS", "CONTAINER").Sequence(0x0040A043, undefined: false, Code("113701", "X-Ray Radiation Dose Report")).Text(0x0040A050, "CS", "SEPARATE")
            .Sequence(0x0040A372, undefined: false).Text(0x0040A491, "CS", "COMPLETE").Text(0x0040A493, "CS", "UNVERIFIED")
            .Sequence(0x0040A730, undefined: false, new DicomBytes(isExplicit).Text(0x0040A010, "CS", "CONTAINS").Text(0x0040A040, "CS", "TEXT")
                .Sequence(0x0040A043, undefined: false, Code("121106", "Comment")).Text(0x0040A160, "UT", "Dose of " + study.PatientName));
    }

    private static byte[] PixelData(PacsInstance instance)
    {
        var isByte = instance.Series.IsDoseReport;
        var pixels = new byte[Size * Size * (isByte ? 1 : 2)];
        for (var i = 0; i < pixels.Length; i++)
        {
            // The high byte of a pixel keeps to twelve bits.
            pixels[i] = (byte)(!isByte && i % 2 == 1 ? (i / 32) & 3 : i + (instance.Number * 7) + instance.Series.Number);
        }

        return pixels;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
