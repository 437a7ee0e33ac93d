using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>How the pixels of an image are laid out and shown (PS3.3 C.7.6.3, C.11.2), as far as a picture for a screen can show it.</summary>
internal sealed record PixelForm
{
    private const long MostPixels = 1L << 28;

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Samples { get; init; }

    /// <summary>Bytes of a sample: 1 or 2.</summary>
    public required int SampleBytes { get; init; }

    public required int Frames { get; init; }

    public required string Photometric { get; init; }

    public required bool IsSigned { get; init; }

    public required bool IsPlanar { get; init; }

    public required int BitsStored { get; init; }

    /// <summary>Stored value at the middle of the window, and its width; null to take the range of the values.</summary>
    public (double Centre, double Width)? Window { get; init; }

    /// <summary>Red, green, blue for each palette entry, and the value of the first; null when there is none.</summary>
    public (byte[][] Colours, int First)? Palette { get; init; }

    /// <summary>Bytes of a row, of one plane when planes are apart.</summary>
    public int RowBytes => IsShared ? 2 * Columns : Columns * SampleBytes * (IsPlanar ? 1 : Samples);

    public long FrameBytes => (long)Rows * RowBytes * (IsPlanar ? Samples : 1);

    /// <summary>Two pixels share their colour, Y Y CB CR; of uncompressed pixel data only (PS3.3 C.7.6.3.1.2).</summary>
    public bool IsShared { get; init; }

    /// <summary>The form of an image; null when no picture can be made of it.</summary>
    public static PixelForm? Of(DicomDataset dataset)
    {
        var photometric = dataset.GetText(new DicomTag(0x00280004)) ?? string.Empty;
        var rows = Number(0x00280010, 0);
        var columns = Number(0x00280011, 0);
        var samples = Number(0x00280002, 1);
        var bits = Number(0x00280100, 0);
        var isColour = photometric is "RGB" or "YBR_FULL" or "YBR_FULL_422" or "YBR_ICT" or "YBR_RCT";
        if (rows <= 0 || columns <= 0 || bits is not (8 or 16) || (long)rows * columns > MostPixels || samples != (isColour ? 3 : 1)
            || !(isColour || photometric is "MONOCHROME1" or "MONOCHROME2" or "PALETTE COLOR") || (isColour && bits != 8))
        {
            return null;
        }

        var palette = photometric == "PALETTE COLOR" ? ReadPalette(dataset) : null;
        if (photometric == "PALETTE COLOR" && palette is null)
        {
            return null;
        }

        return new PixelForm
        {
            Rows = rows, Columns = columns, Samples = samples, SampleBytes = bits / 8, Photometric = photometric, Palette = palette,
            Frames = Math.Max(1, Number(0x00280008, 1)), IsSigned = Number(0x00280103, 0) == 1, IsPlanar = isColour && Number(0x00280006, 0) == 1,
            BitsStored = Math.Clamp(Number(0x00280101, bits), 1, bits), Window = ReadWindow(dataset),
        };

        int Number(uint tag, int otherwise) => (int)(Decimal(dataset, tag) is { } value and >= int.MinValue and <= int.MaxValue ? value : otherwise);
    }

    private static double? Decimal(DicomDataset dataset, uint tag) =>
        dataset.Find(new DicomTag(tag)) is { IsBulk: false, Values: [var text, ..] } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static (double Centre, double Width)? ReadWindow(DicomDataset dataset)
    {
        if (Decimal(dataset, 0x00281050) is not { } centre || Decimal(dataset, 0x00281051) is not (> 0 and var width))
        {
            return null;
        }

        var slope = Decimal(dataset, 0x00281053) is not 0 and { } s ? s : 1;
        return ((centre - (Decimal(dataset, 0x00281052) ?? 0)) / slope, width / Math.Abs(slope));
    }

    private static (byte[][] Colours, int First)? ReadPalette(DicomDataset dataset)
    {
        var colours = new byte[3][];
        var first = 0;
        for (var i = 0; i < 3; i++)
        {
            var descriptor = dataset.Find(new DicomTag(0x00281101 + (uint)i));
            var data = dataset.Find(new DicomTag(0x00281201 + (uint)i));
            if (descriptor?.Values is not [var length, var start, var bits] || data is null or { IsSequence: true } or { IsEncapsulated: true } || data.Length > 1 << 18
                || !int.TryParse(length, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || !int.TryParse(start, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out first))
            {
                return null;
            }

            count = count <= 0 ? 65536 : count;
            var bytes = data.LoadBytes().Span;
            var isWide = bits == "16" && bytes.Length >= 2 * count;
            if (!isWide && bytes.Length < count)
            {
                return null;
            }

            colours[i] = new byte[count];
            for (var entry = 0; entry < count; entry++)
            {
                colours[i][entry] = isWide ? bytes[(2 * entry) + (data.IsBigEndian ? 0 : 1)] : bytes[entry];
            }
        }

        return (colours, first);
    }
}
