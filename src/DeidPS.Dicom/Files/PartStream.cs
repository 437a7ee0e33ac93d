namespace DeidPS.Dicom;

/// <summary>Reads the parts of a data set one after the other, straight from their sources into the reader's buffer.</summary>
internal sealed class PartStream(IReadOnlyList<DatasetPart> parts, CancellationToken stop) : ReadOnlyStream
{
    /// <summary>What a filter sees at once: whole words of every size.</summary>
    private const int BlockSize = 64 * 1024;

    private int _part;
    private long _done;
    private byte[] _block = [];
    private int _blockCount;
    private int _blockGiven;

    public override int Read(Span<byte> buffer)
    {
        stop.ThrowIfCancellationRequested();
        var total = 0;
        while (total < buffer.Length && _part < parts.Count)
        {
            var part = parts[_part];
            if (_done == part.Length)
            {
                _part++;
                _done = 0;
                continue;
            }

            total += part.Filters is null ? ReadPlain(part, buffer[total..]) : ReadFiltered(part, part.Filters, buffer[total..]);
        }

        return total;
    }

    protected override void Dispose(bool disposing)
    {
        Array.Clear(_block);
        base.Dispose(disposing);
    }

    private int ReadPlain(DatasetPart part, Span<byte> buffer)
    {
        var take = (int)Math.Min(buffer.Length, part.Length - _done);
        var kept = part.Source.KeptFrom(part.Start + _done);
        if (kept.Length > 0)
        {
            take = Math.Min(take, kept.Length);
            kept.Span[..take].CopyTo(buffer);
        }
        else
        {
            part.Source.Read(part.Start + _done, buffer[..take]);
        }

        _done += take;
        return take;
    }

    private int ReadFiltered(DatasetPart part, IReadOnlyList<IBulkFilter> filters, Span<byte> buffer)
    {
        if (_blockGiven == _blockCount)
        {
            _block = _block.Length == 0 ? new byte[BlockSize] : _block;
            _blockCount = (int)Math.Min(BlockSize, part.Length - _done);
            _blockGiven = 0;
            var block = _block.AsSpan(0, _blockCount);
            part.Source.Read(part.Start + _done, block);
            foreach (var filter in filters)
            {
                filter.Apply(_done, block);
            }
        }

        var take = Math.Min(buffer.Length, _blockCount - _blockGiven);
        _block.AsSpan(_blockGiven, take).CopyTo(buffer);
        _blockGiven += take;
        _done += take;
        return take;
    }
}
