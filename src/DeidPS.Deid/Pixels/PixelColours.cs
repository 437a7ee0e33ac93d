namespace DeidPS.Deid.Pixels;

/// <summary>The colours of a screen that the samples of a frame have (PS3.3 C.7.6.3.1.2).</summary>
internal sealed class PixelColours
{
    private readonly PixelForm _form;

    /// <summary>Red, green and blue of every pattern of bits of a single sample; null when pixels have three.</summary>
    private readonly byte[][]? _tables;

    private PixelColours(PixelForm form, byte[][]? tables)
    {
        _form = form;
        _tables = tables;
    }

    /// <summary>The colours of a form; grey ones through a window.</summary>
    public static PixelColours For(PixelForm form, GreyScale scale, FrameWindow? window)
    {
        if (form.Samples == 3)
        {
            return new PixelColours(form, null);
        }

        if (form.Palette is [var red, var green, var blue])
        {
            return new PixelColours(form, [.. new[] { red, green, blue }.Select(table => Table(form, value => (byte)table[value]))]);
        }

        var greys = Table(form, value => Grey(window!.Grey(scale.ValueOf(value)), form.Photometric == "MONOCHROME1"));
        return new PixelColours(form, [greys, greys, greys]);
    }

    /// <summary>Red, green and blue of some pixels.</summary>
    /// <param name="samples">Their samples, pixel by pixel.</param>
    /// <param name="rgb">Takes three bytes for each pixel.</param>
    public void Convert(ReadOnlySpan<ushort> samples, Span<byte> rgb)
    {
        if (_tables is [var red, var green, var blue])
        {
            for (var i = 0; i < samples.Length; i++)
            {
                (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = (red[samples[i]], green[samples[i]], blue[samples[i]]);
            }

            return;
        }

        var shift = Math.Max(0, _form.BitsStored - 8);
        for (var i = 0; i < samples.Length; i++)
        {
            rgb[i] = (byte)(samples[i] >> shift);
        }

        for (var i = 0; _form.Photometric != "RGB" && i < rgb.Length; i += 3)
        {
            FromYbr(rgb.Slice(i, 3));
        }
    }

    private static byte[] Table(PixelForm form, Func<int, byte> colour)
    {
        var table = new byte[form.Patterns];
        for (var pattern = 0; pattern < table.Length; pattern++)
        {
            table[pattern] = colour(form.ValueOf(pattern));
        }

        return table;
    }

    private static byte Grey(double grey, bool isInverted) => (byte)Math.Round(isInverted ? 255 - grey : grey);

    private static void FromYbr(Span<byte> pixel)
    {
        double luma = pixel[0], blue = pixel[1] - 128, red = pixel[2] - 128;
        pixel[0] = (byte)Math.Clamp(luma + (1.402 * red), 0, 255);
        pixel[1] = (byte)Math.Clamp(luma - (0.344136 * blue) - (0.714136 * red), 0, 255);
        pixel[2] = (byte)Math.Clamp(luma + (1.772 * blue), 0, 255);
    }
}
