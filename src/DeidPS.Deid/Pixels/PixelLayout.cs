using System.Buffers.Binary;
using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// Where the pixels of uncompressed pixel data lie (PS3.5 8, PS3.3 C.7.6.3). Made only when header and length agree, so that
/// a rectangle of the image is certainly the bytes that are blanked.
/// </summary>
internal sealed class PixelLayout
{
    private static readonly DicomTag s_floatPixelData = new(0x7FE00008);
    private static readonly DicomTag s_doublePixelData = new(0x7FE00009);

    private PixelLayout()
    {
    }

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    /// <summary>Samples of a pixel.</summary>
    public required int Samples { get; init; }

    /// <summary>Bytes of a sample.</summary>
    public required int SampleBytes { get; init; }

    public required string Photometric { get; init; }

    /// <summary>Two pixels share their colour: Y Y CB CR (YBR_FULL_422).</summary>
    public bool IsSubsampled { get; init; }

    /// <summary>Each frame is a plane for each sample.</summary>
    public bool IsPlanar { get; init; }

    public bool IsFloat { get; init; }

    /// <summary>What the position of a byte is exchanged with in big endian words.</summary>
    public int SwapMask { get; init; }

    /// <summary>Bytes of a frame, or of a plane when the planes are apart.</summary>
    public long UnitSize => (long)Rows * RowSize;

    public long RowSize => IsSubsampled ? 2L * Columns : (long)Columns * PixelSize;

    /// <summary>Bytes from one pixel to the next in a row.</summary>
    public int PixelSize => IsPlanar ? SampleBytes : Samples * SampleBytes;

    /// <summary>How many frames, or planes.</summary>
    public long Units { get; init; }

    /// <summary>The layout of an object's pixel data.</summary>
    /// <param name="dataset">The object's data set.</param>
    /// <param name="element">Its native pixel data.</param>
    /// <exception cref="PixelDataNotClearedException">Header and length do not agree.</exception>
    public static PixelLayout Of(DicomDataset dataset, DicomElement element)
    {
        var rows = Number(dataset, 0x00280010) ?? throw Missing("(0028,0010) Rows");
        var columns = Number(dataset, 0x00280011) ?? throw Missing("(0028,0011) Columns");
        var bits = Number(dataset, 0x00280100) ?? throw Missing("(0028,0100) Bits Allocated");
        var samples = Number(dataset, 0x00280002) ?? throw Missing("(0028,0002) Samples per Pixel");
        var frames = Number(dataset, 0x00280008, isOptional: true) ?? 1;
        var photometric = dataset.GetText(new DicomTag(0x00280004)) ?? string.Empty;
        if (bits % 8 != 0 || bits is < 8 or > 64)
        {
            throw new PixelDataNotClearedException("Bits Allocated (0028,0100) is no multiple of 8, so pixels are no whole bytes.");
        }

        if (rows < 1 || columns < 1 || frames < 1 || samples is < 1 or > 4 || !Agrees(photometric, samples))
        {
            throw new PixelDataNotClearedException("The header's image size, samples and photometric interpretation do not fit together.");
        }

        var sampleBytes = (int)bits / 8;
        var isSubsampled = photometric is "YBR_FULL_422" or "YBR_PARTIAL_422" && sampleBytes == 1 && columns % 2 == 0
            && Holds(element.Length, rows, columns, 2, frames);
        if (!isSubsampled && !Holds(element.Length, rows, columns, samples * sampleBytes, frames))
        {
            throw new PixelDataNotClearedException("The length of the pixel data does not follow from the header.");
        }

        var isPlanar = samples > 1 && !isSubsampled && Number(dataset, 0x00280006, isOptional: true) == 1;
        return new PixelLayout
        {
            Rows = (int)rows,
            Columns = (int)columns,
            Samples = (int)samples,
            SampleBytes = sampleBytes,
            Photometric = photometric,
            IsSubsampled = isSubsampled,
            IsPlanar = isPlanar,
            IsFloat = element.Tag == s_floatPixelData || element.Tag == s_doublePixelData,
            SwapMask = element.IsBigEndian ? element.VR.WordSize() - 1 : 0,
            Units = isPlanar ? frames * samples : frames,
        };
    }

    /// <summary>True when a length is that of some frames with so many bytes for each pixel. An odd number of bytes is padded to an even one.</summary>
    public static bool Holds(long length, long rows, long columns, long bytes, long frames)
    {
        var expected = Product(rows, columns, bytes, frames);
        return length == expected + (expected & 1);
    }

    /// <summary>The bytes of one pixel of the fill, least significant byte first; of one pair of pixels when they share their colour.</summary>
    public byte[] Pattern(PixelFill fill)
    {
        if (IsSubsampled)
        {
            var ybr = Ybr(fill);
            return [ybr[0], ybr[0], ybr[1], ybr[2]];
        }

        var parts = (Samples, Photometric) switch
        {
            (1, _) => [fill.Red == fill.Green && fill.Green == fill.Blue ? fill.Red : fill.Luma],
            (3, _) when Photometric.StartsWith("YBR", StringComparison.Ordinal) => Ybr(fill),
            (3, _) => [fill.Red, fill.Green, fill.Blue],
            (4, "ARGB") => [(byte)0, fill.Red, fill.Green, fill.Blue],
            _ => Enumerable.Repeat(fill.Luma, Samples).ToArray(),
        };
        var pattern = new byte[Samples * SampleBytes];
        for (var i = 0; i < Samples; i++)
        {
            WriteSample(parts[i], pattern.AsSpan(i * SampleBytes, SampleBytes));
        }

        return pattern;
    }

    private void WriteSample(byte value, Span<byte> sample)
    {
        if (IsFloat && SampleBytes == 4)
        {
            BinaryPrimitives.WriteSingleLittleEndian(sample, value);
        }
        else if (IsFloat && SampleBytes == 8)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(sample, value);
        }
        else
        {
            sample[0] = value;
        }
    }

    /// <summary>PS3.3 C.7.6.3.1.2: full range, or the studio range of the partial interpretations.</summary>
    private byte[] Ybr(PixelFill fill)
    {
        double y = fill.Luma;
        var cb = (-0.1687 * fill.Red) - (0.3313 * fill.Green) + (0.5 * fill.Blue);
        var cr = (0.5 * fill.Red) - (0.4187 * fill.Green) - (0.0813 * fill.Blue);
        if (Photometric.StartsWith("YBR_PARTIAL", StringComparison.Ordinal))
        {
            y = 16 + (y * 219 / 255);
            cb = cb * 224 / 255;
            cr = cr * 224 / 255;
        }

        return [Round(y), Round(cb + 128), Round(cr + 128)];

        static byte Round(double value) => (byte)Math.Clamp((int)Math.Round(value), 0, 255);
    }

    private static bool Agrees(string photometric, long samples) => photometric switch
    {
        "MONOCHROME1" or "MONOCHROME2" or "PALETTE COLOR" => samples == 1,
        "RGB" or "HSV" => samples == 3,
        "ARGB" or "CMYK" => samples == 4,
        _ when photometric.StartsWith("YBR", StringComparison.Ordinal) => samples == 3,
        _ => true,
    };

    private static long Product(long rows, long columns, long bytes, long frames)
    {
        var area = rows * columns * bytes;
        return area > long.MaxValue / 4 / frames ? -1 : area * frames;
    }

    private static long? Number(DicomDataset dataset, uint tag, bool isOptional = false)
    {
        var text = dataset.GetText(new DicomTag(tag));
        if (string.IsNullOrEmpty(text) && isOptional)
        {
            return null;
        }

        var limit = tag == 0x00280008 ? int.MaxValue : ushort.MaxValue;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= limit
            ? value
            : isOptional ? throw new PixelDataNotClearedException($"{new DicomTag(tag)} is no single number.") : null;
    }

    private static PixelDataNotClearedException Missing(string name) => new($"{name} is missing or no single number, so the place of a pixel is unknown.");
}
