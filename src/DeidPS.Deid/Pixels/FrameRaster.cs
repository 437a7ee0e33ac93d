namespace DeidPS.Deid.Pixels;

/// <summary>A part of a frame brought to another size: each pixel is the mean of those it stands for, in the colours of the screen.</summary>
/// <param name="part">The part, inside the frame.</param>
/// <param name="width">Columns to make.</param>
/// <param name="height">Rows to make.</param>
internal sealed class FrameRaster(PixelRectangle part, int width, int height)
{
    /// <summary>Reads the rows of the part one after the other.</summary>
    /// <param name="rows">The frame.</param>
    /// <param name="colours">Its colours.</param>
    /// <param name="stop">Stops between rows.</param>
    /// <returns>Red, green and blue of every pixel; null when the pixel data end before.</returns>
    public byte[]? Read(FrameRows rows, PixelColours colours, CancellationToken stop)
    {
        var form = rows.Form;
        var samples = new ushort[rows.Length];
        var rgb = new byte[3 * (part.Right - part.Left)];
        var shown = samples.AsSpan(part.Left * form.Samples, (part.Right - part.Left) * form.Samples);
        var picture = new byte[3 * width * height];
        var sums = new long[3 * width];
        var read = -1;
        for (var y = 0; y < height; y++)
        {
            Array.Clear(sums);
            var (first, end) = Range(y, height, part.Top, part.Bottom);
            for (var row = first; row < end; row++)
            {
                stop.ThrowIfCancellationRequested();
                if (row != read)
                {
                    if (!rows.Read(row, samples))
                    {
                        return null;
                    }

                    colours.Convert(shown, rgb);
                    read = row;
                }

                Add(rgb, sums);
            }

            Divide(sums, end - first, picture.AsSpan(3 * width * y, 3 * width));
        }

        return picture;
    }

    private void Add(ReadOnlySpan<byte> rgb, long[] sums)
    {
        for (var x = 0; x < width; x++)
        {
            var (first, end) = Range(x, width, 0, part.Right - part.Left);
            for (var column = first; column < end; column++)
            {
                sums[3 * x] += rgb[3 * column];
                sums[(3 * x) + 1] += rgb[(3 * column) + 1];
                sums[(3 * x) + 2] += rgb[(3 * column) + 2];
            }
        }
    }

    private void Divide(long[] sums, int rows, Span<byte> line)
    {
        for (var x = 0; x < width; x++)
        {
            var (first, end) = Range(x, width, 0, part.Right - part.Left);
            var count = (long)rows * (end - first);
            for (var i = 3 * x; i < (3 * x) + 3; i++)
            {
                line[i] = (byte)((sums[i] + (count / 2)) / count);
            }
        }
    }

    /// <summary>What a pixel stands for: those from its own edge to the next one's, at least one.</summary>
    private static (int First, int End) Range(int index, int count, int from, int to)
    {
        var first = from + (int)((long)index * (to - from) / count);
        return (first, Math.Max(first + 1, from + (int)((index + 1L) * (to - from) / count)));
    }
}
