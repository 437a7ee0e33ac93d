using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// Blanks a rectangle in every frame while pixel data is copied. Work is in proportion to the block, whatever the size of
/// the image; nothing is kept between blocks.
/// </summary>
internal sealed class RectangleFilter : IBulkFilter
{
    private readonly PixelLayout _layout;
    private readonly PixelRectangle _rectangle;
    private readonly byte[] _pattern;

    public RectangleFilter(PixelLayout layout, PixelRectangle rectangle, PixelFill fill)
    {
        _layout = layout;
        _rectangle = rectangle;
        _pattern = layout.Pattern(fill);
    }

    public void Apply(long offset, Span<byte> data)
    {
        // Whole words at both ends, because a big endian word exchanges bytes that two blocks may share.
        var from = offset & ~(long)_layout.SwapMask;
        var to = (offset + data.Length + _layout.SwapMask) & ~(long)_layout.SwapMask;
        var row = from / _layout.RowSize;
        var lastRow = Math.Min((to - 1) / _layout.RowSize, (_layout.Units * _layout.Rows) - 1);
        while (row <= lastRow)
        {
            var unit = row / _layout.Rows;
            var y = (int)(row % _layout.Rows);
            if (y < _rectangle.Top)
            {
                row += _rectangle.Top - y;
            }
            else if (y >= _rectangle.Bottom)
            {
                row = (unit + 1) * _layout.Rows;
            }
            else
            {
                BlankRow(row, unit, offset, data);
                row++;
            }
        }
    }

    private void BlankRow(long row, long unit, long offset, Span<byte> data)
    {
        var start = row * _layout.RowSize;
        if (_layout.IsSubsampled)
        {
            BlankPairs(start, offset, data);
            return;
        }

        var size = _layout.PixelSize;
        var first = start + ((long)_rectangle.Left * size);
        var end = start + ((long)_rectangle.Right * size);
        var sample = _layout.IsPlanar ? (int)(unit % _layout.Samples) * size : 0;
        var mask = _layout.SwapMask;
        if (mask == 0)
        {
            // The plain case: a run of bytes.
            var low = Math.Max(first, offset);
            var high = Math.Min(end, offset + data.Length);
            var phase = low < high ? (int)((low - first) % size) : 0;
            for (var at = low; at < high; at++)
            {
                data[(int)(at - offset)] = _pattern[sample + phase];
                phase = phase + 1 == size ? 0 : phase + 1;
            }

            return;
        }

        var lowWord = Math.Max(first & ~(long)mask, offset);
        var highWord = Math.Min((end + mask) & ~(long)mask, offset + data.Length);
        for (var at = lowWord; at < highWord; at++)
        {
            var logical = at ^ mask;
            if (logical >= first && logical < end)
            {
                data[(int)(at - offset)] = _pattern[sample + (int)((logical - first) % size)];
            }
        }
    }

    /// <summary>Y Y CB CR: the brightness of covered pixels, and the colour of every pair with a covered pixel.</summary>
    private void BlankPairs(long start, long offset, Span<byte> data)
    {
        for (var pair = _rectangle.Left / 2; pair * 2 < _rectangle.Right; pair++)
        {
            for (var part = 0; part < 4; part++)
            {
                var column = (pair * 2) + part;
                if (part < 2 && (column < _rectangle.Left || column >= _rectangle.Right))
                {
                    continue;
                }

                var at = (start + (4L * pair) + part) ^ _layout.SwapMask;
                if (at >= offset && at < offset + data.Length)
                {
                    data[(int)(at - offset)] = _pattern[part];
                }
            }
        }
    }
}
