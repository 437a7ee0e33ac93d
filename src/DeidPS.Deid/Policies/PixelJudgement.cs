using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Whether pixel data may be said to be free of identity. (0012,0062) = YES speaks of pixels too (PS3.3 C.7.1.1), so it is
/// only set when there are none, or the object itself says so, or its kind comes straight from a scanner that burns nothing in.
/// </summary>
internal static class PixelJudgement
{
    private static readonly HashSet<string> s_scannerClasses = new(StringComparer.Ordinal)
    {
        "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.4.1",
        "1.2.840.10008.5.1.4.1.1.128", "1.2.840.10008.5.1.4.1.1.130", "1.2.840.10008.5.1.4.1.1.20",
        "1.2.840.10008.5.1.4.1.1.481.2", "1.2.840.10008.5.1.4.1.1.66.4",
    };

    /// <summary>True when nothing in the pixels can name the patient, as far as the header tells.</summary>
    public static bool IsClear(DicomDataset dataset)
    {
        if (dataset.Any(IsOtherPicture))
        {
            return false;
        }

        if (!dataset.Contains(DicomTags.PixelData) && !dataset.Contains(new DicomTag(0x7FE00008)) && !dataset.Contains(new DicomTag(0x7FE00009)))
        {
            return true;
        }

        // All elements of the tag: a damaged file may have a second one that says otherwise.
        var statements = dataset.Where(e => e.Tag == DicomTags.BurnedInAnnotation && !e.IsEmpty).Select(e => e.Text).Distinct(StringComparer.Ordinal).ToList();
        return statements switch
        {
            ["NO"] => true,
            [_, ..] => false,
            _ => s_scannerClasses.Contains(dataset.GetText(DicomTags.SOPClassUID) ?? string.Empty)
                && dataset.Find(DicomTags.ImageType)?.Values is ["ORIGINAL", ..],
        };
    }

    /// <summary>True for overlay planes, encapsulated documents and a reference to pixels elsewhere: nobody judged those.</summary>
    private static bool IsOtherPicture(DicomElement element) => !element.IsEmpty
        && (element.Tag.Value is 0x00420011 or 0x00287FE0 || (element.Tag.Value & 0xFFE1FFFF) == 0x60003000);
}
