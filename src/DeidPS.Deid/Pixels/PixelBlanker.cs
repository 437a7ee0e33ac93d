using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>Blanks rectangles of uncompressed pixel data; what it cannot blank with certainty it refuses.</summary>
internal static class PixelBlanker
{
    private static readonly DicomTag[] s_pixelData = [DicomTags.PixelData, new(0x7FE00008), new(0x7FE00009)];

    private static readonly DicomTag s_pixelDataProvider = new(0x00287FE0);

    /// <summary>Has a rectangle blanked in all frames when the object is written.</summary>
    /// <param name="file">The object.</param>
    /// <param name="rectangle">The rectangle; cut to the image.</param>
    /// <param name="fill">What it becomes.</param>
    /// <returns>The pixel data: null when there is none. And whether a pixel is touched.</returns>
    /// <exception cref="PixelDataNotClearedException">The pixels cannot be blanked with certainty.</exception>
    public static (DicomElement? Element, bool IsTouched) Blank(DicomFile file, PixelRectangle rectangle, PixelFill fill)
    {
        var dataset = file.Dataset;
        DicomElement? result = null;
        var touched = false;
        foreach (var element in dataset)
        {
            if (!s_pixelData.Contains(element.Tag))
            {
                continue;
            }

            result = element;
            touched |= BlankOne(file, element, rectangle, fill);
        }

        if (result is null && dataset.Contains(s_pixelDataProvider))
        {
            throw new PixelDataNotClearedException("The pixels lie on another server (0028,7FE0).", "Fetch them first.");
        }

        return (result, touched);
    }

    private static bool BlankOne(DicomFile file, DicomElement element, PixelRectangle rectangle, PixelFill fill)
    {
        if (element.IsEncapsulated || element.HasUndefinedLength || file.TransferSyntax.IsEncapsulated)
        {
            throw new PixelDataNotClearedException(
                $"The pixel data {element.Tag} is compressed and cannot be blanked.",
                "Decompress the object before, or keep it out.");
        }

        if (element.IsSequence)
        {
            throw new PixelDataNotClearedException($"The pixel data {element.Tag} is a sequence.");
        }

        var layout = PixelLayout.Of(file.Dataset, element);
        var inside = rectangle.CutTo(layout.Columns, layout.Rows);
        if (inside.IsEmpty)
        {
            return false;
        }

        element.SetFilter(new RectangleFilter(layout, inside, fill));
        return true;
    }
}
