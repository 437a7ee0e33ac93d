using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>How the pixels of an image are laid out (PS3.3 C.7.6.3), as far as a picture for a screen can show it.</summary>
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

    /// <summary>Bits below the stored ones; 0 in every object that the standard still allows (PS3.5 8.1.1).</summary>
    public int Shift { get; init; }

    /// <summary>Red, green and blue of PALETTE COLOR; empty for anything else.</summary>
    public IReadOnlyList<LookupTable> Palette { get; init; } = [];

    /// <summary>Bytes of a row, of one plane when planes are apart.</summary>
    public int RowBytes => IsShared ? 2 * Columns : Columns * SampleBytes * (IsPlanar ? 1 : Samples);

    public long FrameBytes => (long)Rows * RowBytes * (IsPlanar ? Samples : 1);

    /// <summary>Two pixels share their colour, Y Y CB CR; of uncompressed pixel data only (PS3.3 C.7.6.3.1.2).</summary>
    public bool IsShared { get; init; }

    /// <summary>Values that a sample can have.</summary>
    public int Patterns => 1 << BitsStored;

    /// <summary>The form of an image; null when no picture can be made of it.</summary>
    public static PixelForm? Of(DicomDataset dataset)
    {
        var photometric = dataset.GetText(new DicomTag(0x00280004)) ?? string.Empty;
        var rows = Number(0x00280010, 0);
        var columns = Number(0x00280011, 0);
        var samples = Number(0x00280002, 1);
        var bits = Number(0x00280100, 0);
        var isColour = photometric is "RGB" or "YBR_FULL" or "YBR_FULL_422" or "YBR_ICT" or "YBR_RCT";
        if (rows is <= 0 or > ushort.MaxValue || columns is <= 0 or > ushort.MaxValue || bits is not (8 or 16) || (long)rows * columns > MostPixels || samples != (isColour ? 3 : 1)
            || !(isColour || photometric is "MONOCHROME1" or "MONOCHROME2" or "PALETTE COLOR") || (bits == 16 && photometric.StartsWith("YBR", StringComparison.Ordinal)))
        {
            return null;
        }

        var palette = photometric == "PALETTE COLOR" ? new uint[] { 0, 1, 2 }.Select(i => LookupTable.Of(dataset, 0x00281101 + i, 0x00281201 + i, isColour: true)).OfType<LookupTable>().ToList() : [];
        if (photometric == "PALETTE COLOR" && palette.Count < 3)
        {
            return null;
        }

        var stored = Math.Clamp(Number(0x00280101, bits), 1, bits);
        return new PixelForm
        {
            Rows = rows, Columns = columns, Samples = samples, SampleBytes = bits / 8, Photometric = photometric, Palette = palette,
            Frames = Math.Max(1, Number(0x00280008, 1)), IsSigned = Number(0x00280103, 0) == 1, IsPlanar = isColour && Number(0x00280006, 0) == 1,
            BitsStored = stored, Shift = Math.Clamp(Number(0x00280102, stored - 1) + 1 - stored, 0, bits - stored),
        };

        int Number(uint tag, int otherwise) => (int)(FrameAttributes.Number(dataset, tag) is { } value and >= int.MinValue and <= int.MaxValue ? value : otherwise);
    }

    /// <summary>The number that a pattern of stored bits is.</summary>
    public int ValueOf(int pattern) => IsSigned && (pattern & (Patterns >> 1)) != 0 ? pattern - Patterns : pattern;
}
