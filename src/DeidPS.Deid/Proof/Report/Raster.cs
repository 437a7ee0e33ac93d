namespace DeidPS.Deid.Proof.Report;

/// <summary>The samples of a thumbnail, as stored, until all are there and can be brought into the range of a screen.</summary>
internal sealed class Raster
{
    private readonly int[] _values;
    private PixelForm _form;
    private bool _isInverted;

    private Raster(PixelForm form, int width, int height)
    {
        _form = form;
        Width = width;
        Height = height;
        _values = new int[width * height * 3];
    }

    public int Width { get; }

    public int Height { get; }

    public static Raster For(PixelForm form)
    {
        var scale = Math.Max(1.0, (double)Math.Max(form.Rows, form.Columns) / ThumbnailMaker.Side);
        return new Raster(form, Math.Max(1, (int)(form.Columns / scale)), Math.Max(1, (int)(form.Rows / scale)));
    }

    /// <summary>Takes the samples of one row.</summary>
    public void Take(int y, ReadOnlySpan<byte> row, PixelForm form, int plane, bool isBigEndian)
    {
        _form = form;
        var perPixel = form.IsPlanar ? 1 : form.Samples;
        for (var x = 0; x < Width; x++)
        {
            var at = (int)((long)x * form.Columns / Width) * perPixel * form.SampleBytes;
            for (var s = 0; s < perPixel; s++)
            {
                _values[(((y * Width) + x) * 3) + plane + s] = Sample(row[(at + (s * form.SampleBytes))..], form, isBigEndian);
            }
        }
    }

    public Raster Inverted()
    {
        _isInverted = true;
        return this;
    }

    /// <summary>Red, green and blue of every pixel.</summary>
    public byte[] ToRgb()
    {
        var rgb = new byte[_values.Length];
        var (low, range) = Range();
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var value = _values[i];
            if (_form.Palette is { } palette)
            {
                var entry = Math.Clamp(value - palette.First, 0, palette.Colours[0].Length - 1);
                (rgb[i], rgb[i + 1], rgb[i + 2]) = (palette.Colours[0][entry], palette.Colours[1][Math.Min(entry, palette.Colours[1].Length - 1)], palette.Colours[2][Math.Min(entry, palette.Colours[2].Length - 1)]);
            }
            else if (_form.Samples == 3)
            {
                Colour(rgb.AsSpan(i, 3), value, _values[i + 1], _values[i + 2]);
            }
            else
            {
                var grey = (byte)Math.Clamp((value - low) / range * 255, 0, 255);
                rgb[i] = rgb[i + 1] = rgb[i + 2] = _form.Photometric == "MONOCHROME1" ? (byte)(255 - grey) : grey;
            }
        }

        if (_isInverted)
        {
            for (var i = 0; i < rgb.Length; i++)
            {
                rgb[i] = (byte)(255 - rgb[i]);
            }
        }

        return rgb;
    }

    /// <summary>PS3.3 C.7.6.3.1.2 for YBR_FULL.</summary>
    private void Colour(Span<byte> rgb, int first, int second, int third)
    {
        if (_form.Photometric == "RGB")
        {
            (rgb[0], rgb[1], rgb[2]) = ((byte)first, (byte)second, (byte)third);
            return;
        }

        var blue = second - 128;
        var red = third - 128;
        rgb[0] = (byte)Math.Clamp(first + (1.402 * red), 0, 255);
        rgb[1] = (byte)Math.Clamp(first - (0.344136 * blue) - (0.714136 * red), 0, 255);
        rgb[2] = (byte)Math.Clamp(first + (1.772 * blue), 0, 255);
    }

    private (double Low, double Range) Range()
    {
        if (_form.Window is { } window)
        {
            return (window.Centre - (window.Width / 2), window.Width);
        }

        int low = int.MaxValue, high = int.MinValue;
        for (var i = 0; i < _values.Length; i += 3)
        {
            low = Math.Min(low, _values[i]);
            high = Math.Max(high, _values[i]);
        }

        return (low, Math.Max(1, high - low));
    }

    private static int Sample(ReadOnlySpan<byte> bytes, PixelForm form, bool isBigEndian)
    {
        var value = form.SampleBytes == 1 ? bytes[0] : isBigEndian ? (bytes[0] << 8) | bytes[1] : bytes[0] | (bytes[1] << 8);
        value &= (1 << form.BitsStored) - 1;
        return form.IsSigned && (value & (1 << (form.BitsStored - 1))) != 0 ? value - (1 << form.BitsStored) : value;
    }
}
