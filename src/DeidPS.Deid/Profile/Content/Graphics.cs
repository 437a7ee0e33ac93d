using DeidPS.Dicom;

namespace DeidPS.Deid.Profile.Content;

/// <summary>
/// Clean Graphics (PS3.15 E.3.3). Texts keep the words of the allow-list and lose the rest; lines, points, circles and their places stay,
/// for nobody can name a patient with them by habit. Bitmaps of overlays are pictures that nobody looked at: they go.
/// </summary>
internal static class Graphics
{
    private static readonly DicomTag s_textObjects = new(0x00700008);
    private static readonly DicomTag s_unformattedText = new(0x00700006);
    private static readonly DicomTag s_compoundObjects = new(0x00700209);
    private static readonly DicomTag s_majorTicks = new(0x00700287);
    private static readonly DicomTag s_tickLabel = new(0x00700289);

    /// <summary>
    /// Cleans a graphic attribute: (0070,0001) Graphic Annotation Sequence, (60xx,4000) Overlay Comments, (50xx,3000) Curve Data.
    /// </summary>
    /// <returns>
    /// False when nothing safe is left and the Basic Profile's code of the attribute is to be applied: always for (60xx,3000), and for
    /// curves with sound beside them.
    /// </returns>
    public static bool Clean(DicomElement element, ContentRules rules)
    {
        if (element.Tag.Value == 0x00700001)
        {
            foreach (var annotation in element.Items)
            {
                CleanAnnotation(annotation, rules);
            }

            return element.IsSequence;
        }

        return (element.Tag.Value & 0xFF01FFFF) switch
        {
            0x50003000 => element.Dataset is { } dataset && !dataset.Any(e => e.Tag.Group == element.Tag.Group && e.Tag.Element is >= 0x2000 and <= 0x200E),
            0x60004000 => CleanText(element, rules),
            _ => false,
        };
    }

    private static void CleanAnnotation(DicomDataset annotation, ContentRules rules)
    {
        foreach (var text in Items(annotation, s_textObjects))
        {
            CleanOrReplace(text, s_unformattedText, DicomVR.ST, ".", rules);
        }

        foreach (var compound in Items(annotation, s_compoundObjects))
        {
            CleanOrReplace(compound, s_unformattedText, DicomVR.ST, ".", rules);
            foreach (var tick in Items(compound, s_majorTicks))
            {
                CleanOrReplace(tick, s_tickLabel, DicomVR.SH, ".", rules);
            }
        }
    }

    private static IReadOnlyList<DicomDataset> Items(DicomDataset dataset, DicomTag tag) => dataset.Find(tag)?.Items ?? [];

    /// <summary>A text object must have a text (Type 1): a full stop where no word may stay.</summary>
    private static void CleanOrReplace(DicomDataset dataset, DicomTag tag, DicomVR vr, string dummy, ContentRules rules)
    {
        if (dataset.Find(tag) is { } element && !CleanText(element, rules))
        {
            dataset.SetText(tag, dummy, vr);
        }
    }

    private static bool CleanText(DicomElement element, ContentRules rules)
    {
        if (element.Dataset is not { } dataset || element.IsSequence || element.IsEncapsulated || !element.VR.IsText())
        {
            return false;
        }

        var text = element.Text ?? string.Empty;
        var cleaned = rules.Settings.Words.Clean(element.Tag, text);
        if (cleaned is null)
        {
            return false;
        }

        try
        {
            // Also when nothing changed: setting drops second elements of the tag, which nobody read.
            dataset.SetText(element.Tag, cleaned, element.VR);
            return true;
        }
        catch (DicomValueException)
        {
            return false;
        }
    }
}
