namespace DeidPS.Dicom;

/// <summary>Writes zeros over ranges of a value while it is copied.</summary>
internal sealed class BlankFilter : IBulkFilter
{
    private readonly List<(long Start, long End)> _ranges = [];
    private bool _isSorted = true;

    /// <summary>Adds a range; ranges may come in any order, ascending is fastest.</summary>
    public void Add(long start, long length)
    {
        _isSorted &= _ranges.Count == 0 || start >= _ranges[^1].End;
        _ranges.Add((start, start + length));
    }

    public void Apply(long offset, Span<byte> data)
    {
        Sort();
        for (var i = FirstBehind(offset); i < _ranges.Count && _ranges[i].Start < offset + data.Length; i++)
        {
            var from = (int)Math.Max(_ranges[i].Start - offset, 0);
            var to = (int)Math.Min(_ranges[i].End - offset, data.Length);
            data[from..to].Clear();
        }
    }

    /// <summary>Brings the ranges in order and joins those that overlap.</summary>
    private void Sort()
    {
        if (_isSorted)
        {
            return;
        }

        _ranges.Sort();
        var kept = 0;
        for (var i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[i].Start <= _ranges[kept].End)
            {
                _ranges[kept] = (_ranges[kept].Start, Math.Max(_ranges[kept].End, _ranges[i].End));
            }
            else
            {
                _ranges[++kept] = _ranges[i];
            }
        }

        _ranges.RemoveRange(kept + 1, _ranges.Count - kept - 1);
        _isSorted = true;
    }

    /// <summary>The first range that ends behind an offset.</summary>
    private int FirstBehind(long offset)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_ranges[middle].End <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
