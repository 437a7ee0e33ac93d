using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// The last question before an object is released: whether it is of a kind whose identifying content no header rule can see.
/// Judges what was read, so that a policy cannot hide the risk by removing the attribute that tells of it.
/// </summary>
internal static class ReleaseGate
{
    private const string StorageRoot = "1.2.840.10008.5.1.4.1.1.";
    private const string DicomRoot = "1.2.840.10008.";

    private static readonly string[] s_screenWords = ["DOSE", "PROTOCOL", "SCREEN SAVE", "SCREENSAVE", "PATIENT INFO", "REPORT"];
    private static readonly string[] s_scanners = ["CT", "MR", "PT", "NM", "XA", "RF", "MG"];
    private static readonly string[] s_photographs = ["ES", "XC", "GM", "DMS"];

    /// <summary>Why an object is to be held back, accepted cases left out.</summary>
    /// <param name="before">What the object said of itself before the policies.</param>
    /// <param name="file">The object after them.</param>
    /// <param name="claims">Codes of the options that were carried out.</param>
    /// <param name="reported">What steps reported.</param>
    /// <param name="isAccepted">Whether a policy or the run accepts a case.</param>
    public static IReadOnlyList<HeldFinding> Judge(
        ObjectTraits before,
        DicomFile file,
        IReadOnlyCollection<string> claims,
        IEnumerable<HeldFinding> reported,
        Func<HeldCase, bool> isAccepted)
    {
        var found = new List<HeldFinding>(reported);
        JudgeKind(before, claims, found);
        JudgePixels(before, file, claims, found);
        foreach (var address in UnknownAttributes.In(file.Dataset))
        {
            found.Add(new HeldFinding(HeldCase.UnknownAttribute, $"The standard does not define {address}, and no rule dealt with it"));
        }

        found.RemoveAll(finding => isAccepted(finding.Case));
        return found;
    }

    /// <summary>True when pixels were blanked by this run and (0028,0301) says that nothing is left: rectangles alone may miss some.</summary>
    public static bool IsBlanked(DicomDataset dataset) =>
        dataset.Find(DicomTags.PixelData)?.HasFilter<RectangleFilter>() == true && ObjectTraits.Statement(dataset) == "NO";

    private static void JudgeKind(ObjectTraits before, IReadOnlyCollection<string> claims, List<HeldFinding> found)
    {
        var uid = before.SopClassUid;
        if (!uid.StartsWith(DicomRoot, StringComparison.Ordinal) && uid.Length > 0)
        {
            found.Add(new HeldFinding(HeldCase.PrivateSopClass, "(0008,0016) names a SOP class of a vendor"));
        }
        else if (DicomUids.FindSopClass(uid) is null)
        {
            found.Add(new HeldFinding(HeldCase.UnknownSopClass, uid.Length == 0 ? "(0008,0016) is missing" : "(0008,0016) names a SOP class that the tables do not know"));
        }

        if (before.HasDocument || Is(uid, "104."))
        {
            found.Add(new HeldFinding(HeldCase.EncapsulatedDocument, "(0042,0011) is a document that nobody read"));
        }

        if (Is(uid, "88.") && !claims.Contains("113104"))
        {
            found.Add(new HeldFinding(HeldCase.StructuredReport, "(0008,0016) is a structured report whose content was not cleaned"));
        }

        if ((Is(uid, "11.") || Is(uid, "9.100.")) && !claims.Contains("113103"))
        {
            found.Add(new HeldFinding(HeldCase.PresentationState, "(0008,0016) is a presentation state whose graphics were not cleaned"));
        }

        if (Is(uid, "9.4.") || uid == StorageRoot + "88.2" || before.Modality == "AU")
        {
            found.Add(new HeldFinding(HeldCase.Sound, "(0008,0016) is a recording: a voice identifies"));
        }

        if (before.HasReferencedPixels)
        {
            found.Add(new HeldFinding(HeldCase.ReferencedPixels, "(0028,7FE0) leads to pixels that lie elsewhere"));
        }
    }

    private static void JudgePixels(ObjectTraits before, DicomFile file, IReadOnlyCollection<string> claims, List<HeldFinding> found)
    {
        var uid = before.SopClassUid;
        if (Is(uid, "77.1.6") && before.ImageType.Any(t => t is "LABEL" or "OVERVIEW"))
        {
            found.Add(new HeldFinding(HeldCase.SlideLabel, "(0008,0008) says that a slide's label is in the picture"));
        }

        if (IsPhotograph(uid, before.Modality))
        {
            found.Add(new HeldFinding(HeldCase.VisibleLight, "(0008,0016) or (0008,0060) is a photograph or an endoscopy"));
        }

        // Blanked by this run, or by an earlier one that a seal of ours vouches for.
        if (IsBlanked(file.Dataset) || (claims.Contains(MethodCodes.CleanPixelData) && before.BurnedIn == "NO"))
        {
            return;
        }

        var isCapture = uid == StorageRoot + "7" || Is(uid, "7.");
        if (ScreenAttribute(before, isCapture) is { } attribute)
        {
            found.Add(new HeldFinding(HeldCase.DoseScreen, $"{attribute} says that the picture is a screen saved by a scanner"));
        }

        if (before.BurnedIn == "YES")
        {
            found.Add(new HeldFinding(HeldCase.BurnedInAnnotation, "(0028,0301) is YES"));
        }
        else if (before.BurnedIn != "NO")
        {
            if (IsUltrasound(uid, before.Modality))
            {
                found.Add(new HeldFinding(HeldCase.Ultrasound, "(0008,0016) or (0008,0060) is ultrasound, and (0028,0301) does not say NO"));
            }

            if (isCapture)
            {
                found.Add(new HeldFinding(HeldCase.SecondaryCapture, "(0008,0016) is a secondary capture, and (0028,0301) does not say NO"));
            }

            if (Is(uid, "12.2") || before.Modality == "RF")
            {
                found.Add(new HeldFinding(HeldCase.Fluoroscopy, "(0008,0016) or (0008,0060) is fluoroscopy, and (0028,0301) does not say NO"));
            }
        }
    }

    private static string? ScreenAttribute(ObjectTraits before, bool isCapture)
    {
        if (before.ImageType.Any(static t => t.Contains("SCREEN SAVE", StringComparison.Ordinal) || t.Contains("SCREENSAVE", StringComparison.Ordinal) || t.Contains("DOSE", StringComparison.Ordinal)))
        {
            return "(0008,0008)";
        }

        return !isCapture ? null
            : s_scanners.Contains(before.Modality) ? "(0008,0060), of a scanner in a secondary capture,"
            : before.ImageType.Any(IsScreenWord) ? "(0008,0008)"
            : IsScreenWord(before.SeriesDescription) ? "(0008,103E)"
            : null;
    }

    private static bool IsScreenWord(string text) => Array.Exists(s_screenWords, word => text.Contains(word, StringComparison.Ordinal));

    private static bool IsUltrasound(string uid, string modality) =>
        modality is "US" or "IVUS" || uid == StorageRoot + "3" || uid == StorageRoot + "6" || Is(uid, "3.1") || Is(uid, "6.1") || Is(uid, "6.2") || Is(uid, "6.3");

    /// <summary>Visible light, without slides (judged by their image type) and pictures of the eye's inside.</summary>
    private static bool IsPhotograph(string uid, string modality) =>
        uid == StorageRoot + "77.1" || uid == StorageRoot + "77.2" || (Is(uid, "77.1.") && !Is(uid, "77.1.5.") && !Is(uid, "77.1.6")) || s_photographs.Contains(modality);

    private static bool Is(string uid, string suffix) =>
        uid.StartsWith(StorageRoot, StringComparison.Ordinal) && uid.AsSpan(StorageRoot.Length).StartsWith(suffix, StringComparison.Ordinal);
}
