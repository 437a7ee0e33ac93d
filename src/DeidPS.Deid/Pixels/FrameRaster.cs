namespace DeidPS.Deid.Pixels;

/// <summary>The samples of a part of a frame, as stored, until all are there and can be brought into the range of a screen.</summary>
internal sealed class FrameRaster
{
    private readonly int[] _values;
    private readonly PixelRectangle _part;
    private PixelForm _form;

    private FrameRaster(PixelForm form, PixelRectangle part, int width, int height)
    {
        _form = form;
        _part = part;
        Width = width;
        Height = height;
        _values = new int[width * height * 3];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>A raster whose longer side has at most some pixels; what is smaller stays as it is.</summary>
    public static FrameRaster For(PixelForm form, PixelRectangle part, int side)
    {
        var (columns, rows) = (part.Right - part.Left, part.Bottom - part.Top);
        var scale = Math.Max(1.0, (double)Math.Max(rows, columns) / side);
        return new FrameRaster(form, part, Math.Max(1, (int)(columns / scale)), Math.Max(1, (int)(rows / scale)));
    }

    /// <summary>The row of the frame that a row of the raster shows.</summary>
    public int SourceOf(int y) => _part.Top + (int)((long)y * (_part.Bottom - _part.Top) / Height);

    /// <summary>Takes the samples of one row of the frame.</summary>
    public void Take(int y, ReadOnlySpan<byte> row, PixelForm form, int plane, bool isBigEndian)
    {
        _form = form;
        for (var x = 0; x < Width; x++)
        {
            var column = _part.Left + (int)((long)x * (_part.Right - _part.Left) / Width);
            var target = _values.AsSpan(((y * Width) + x) * 3, 3);
            if (form.IsShared)
            {
                var pair = row.Slice(column / 2 * 4, 4);
                (target[0], target[1], target[2]) = (pair[column % 2], pair[2], pair[3]);
                continue;
            }

            var perPixel = form.IsPlanar ? 1 : form.Samples;
            var at = column * perPixel * form.SampleBytes;
            for (var s = 0; s < perPixel; s++)
            {
                target[plane + s] = Sample(row[(at + (s * form.SampleBytes))..], form, isBigEndian);
            }
        }
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
