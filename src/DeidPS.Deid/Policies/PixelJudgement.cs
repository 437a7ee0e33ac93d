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
    /// <param name="before">What the object said of itself when it was read: a rule that writes NO cleans nothing.</param>
    /// <param name="dataset">The object after the policies.</param>
    public static bool IsClear(ObjectTraits before, DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            if (IsOtherPicture(element))
            {
                return false;
            }
        }

        var pixels = dataset.Find(DicomTags.PixelData) ?? dataset.Find(new DicomTag(0x7FE00008)) ?? dataset.Find(new DicomTag(0x7FE00009));
        if (pixels is null)
        {
            return true;
        }

        return before.BurnedIn switch
        {
            "NO" => true,
            _ when ReleaseGate.IsBlanked(dataset) => true,
            "YES" => false,
            _ => !before.HasBurnedInStatement && s_scannerClasses.Contains(before.SopClassUid) && before.ImageType is ["ORIGINAL", ..],
        };
    }

    /// <summary>True for overlay planes, encapsulated documents and a reference to pixels elsewhere: nobody judged those.</summary>
    private static bool IsOtherPicture(DicomElement element) => !element.IsEmpty
        && (element.Tag.Value is 0x00420011 or 0x00287FE0 || (element.Tag.Value & 0xFFE1FFFF) == 0x60003000);
}
