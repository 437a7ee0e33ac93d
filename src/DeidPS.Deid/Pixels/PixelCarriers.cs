using System.Globalization;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// What rides along with pixels and no table of attributes sees (deid-profile 9): overlay planes in unused bits, text in compressed streams,
/// colour profiles. Values are changed while they are copied out; nothing is decoded.
/// </summary>
internal static class PixelCarriers
{
    private static readonly DicomTag s_iccProfile = new(0x00282000);

    /// <summary>Cleans what the pixels of an object carry, at every depth; holds what cannot be cleaned.</summary>
    /// <param name="file">The object.</param>
    /// <param name="context">Is told of EmbeddedOverlay and CompressedMetadata.</param>
    public static void Clean(DicomFile file, ObjectContext context) => Clean(file.Dataset, file.TransferSyntax, context);

    private static void Clean(DicomDataset dataset, DicomTransferSyntax syntax, ObjectContext context)
    {
        // By index and in one pass: this looks at every element of every object, and nearly always finds nothing.
        var (pixels, profiles, overlays) = (0, 0, 0);
        for (var i = 0; i < dataset.Count; i++)
        {
            var element = dataset[i];
            if (element.IsSequence)
            {
                var items = element.Items;
                for (var item = 0; item < items.Count; item++)
                {
                    Clean(items[item], syntax, context);
                }
            }
            else if (element.Tag == DicomTags.PixelData)
            {
                pixels++;
            }
            else if (element.Tag == s_iccProfile)
            {
                profiles++;
            }
            else if (IsOverlayBits(element.Tag))
            {
                overlays++;
            }
        }

        if (pixels > 0)
        {
            CleanPixels(dataset, overlays > 0, syntax, context);
        }

        if (profiles == 1)
        {
            IccProfile.Clean(dataset.Find(s_iccProfile)!);
        }
        else if (profiles > 1)
        {
            dataset.Remove(s_iccProfile);
        }
    }

    /// <summary>Every pixel data element: a damaged file can have two.</summary>
    private static void CleanPixels(DicomDataset dataset, bool hasOverlays, DicomTransferSyntax syntax, ObjectContext context)
    {
        foreach (var pixels in dataset)
        {
            if (pixels.Tag != DicomTags.PixelData || pixels.IsEmpty)
            {
                continue;
            }

            if (hasOverlays)
            {
                CleanOverlayBits(dataset, pixels, context);
            }

            if (pixels.IsEncapsulated && Text(pixels, syntax.Uid) is { } problem)
            {
                context.Hold(HeldCase.CompressedMetadata, problem);
            }
        }
    }

    /// <summary>(60xx,0100) Overlay Bits Allocated.</summary>
    private static bool IsOverlayBits(DicomTag tag) => (tag.Value & 0xFFE1FFFF) == 0x60000100;

    /// <summary>Blanks text by the kind of the transfer syntax.</summary>
    /// <returns>Why text may be left; null when there is none.</returns>
    private static string? Text(DicomElement pixels, string syntax)
    {
        const string Root = "1.2.840.10008.1.2.";
        var kind = syntax.StartsWith(Root, StringComparison.Ordinal) ? syntax[Root.Length..] : string.Empty;
        switch (kind)
        {
            // Run lengths, deflated frames and plain pixels have no place for text.
            case "5" or "8.1" or "1.98":
                return null;
            case "4.90" or "4.91" or "4.92" or "4.93" or "4.201" or "4.202" or "4.203" or "4.70" or "4.80" or "4.81":
                return CompressedText.Blank(pixels);
            default:
                return kind.StartsWith("4.", StringComparison.Ordinal) && int.TryParse(kind.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && process is >= 50 and <= 66
                    ? CompressedText.Blank(pixels)
                    : "Video streams, JPEG XL and unknown compressions can hold text and sound, and are not searched.";
        }
    }

    /// <summary>Retired embedded overlays: (60xx,0100) greater than 1, the plane in bit (60xx,0102) of each sample (PS3.5 8.1.2 of 2004).</summary>
    private static void CleanOverlayBits(DicomDataset dataset, DicomElement pixels, ObjectContext context)
    {
        var mask = 0u;
        foreach (var element in dataset)
        {
            if (!IsOverlayBits(element.Tag) || element.Text == "1" || element.IsEmpty)
            {
                continue;
            }

            if (Number(dataset, new DicomTag(element.Tag.Group, 0x0102)) is not (>= 0 and <= 15 and var bit))
            {
                context.Hold(HeldCase.EmbeddedOverlay, $"Overlay {element.Tag.Group:X4} is embedded in the pixels, at no usable bit.");
                return;
            }

            // A plane that has its own data (60xx,3000) is not embedded, whatever is said of its bits.
            if (dataset.Find(new DicomTag(element.Tag.Group, 0x3000)) is not { IsEmpty: false })
            {
                mask |= 1u << bit;
            }
        }

        if (mask == 0)
        {
            return;
        }

        var allocated = Number(dataset, new DicomTag(0x00280100));
        var stored = Number(dataset, new DicomTag(0x00280101));
        var high = Number(dataset, new DicomTag(0x00280102));
        if (pixels.IsEncapsulated || pixels.IsSequence)
        {
            context.Hold(HeldCase.EmbeddedOverlay, "Overlay bits are embedded in compressed pixel data.");
        }
        else if (allocated is not (8 or 16) || stored is null || high is null || stored > high + 1 || high >= allocated
            || (mask & (((1u << (int)stored) - 1) << (int)(high - stored + 1))) != 0 || mask >= 1u << (int)allocated)
        {
            context.Hold(HeldCase.EmbeddedOverlay, "Overlay bits are embedded among the bits of the picture, or the bits of the picture are not known.");
        }
        else
        {
            pixels.SetFilter(new BitMaskFilter((ushort)mask, (int)allocated / 8, pixels.IsBigEndian && pixels.VR == DicomVR.OW));
        }
    }

    private static int? Number(DicomDataset dataset, DicomTag tag) =>
        int.TryParse(dataset.GetText(tag), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
