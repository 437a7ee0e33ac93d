using System.Buffers;

namespace DeidPS.Dicom;

/// <summary>
/// An encoded data set as a list of what it is made of: headers and changed values in memory, everything else as ranges of the source,
/// read when their turn comes. So a data set of any size can be sent without being copied anywhere first.
/// </summary>
internal sealed class DatasetParts : IDatasetOutput
{
    /// <summary>A value of more bytes is not gathered but referred to.</summary>
    private const int Small = 4096;

    private readonly List<DatasetPart> _parts = [];
    private readonly ArrayBufferWriter<byte> _gathered = new();
    private int _gatheredBefore;

    /// <summary>The parts in order. Nothing can be added afterwards.</summary>
    public IReadOnlyList<DatasetPart> Finish()
    {
        EndGathered();
        return _parts;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => _gathered.Write(bytes);

    /// <inheritdoc/>
    public void WriteValue(ReadOnlyMemory<byte> value)
    {
        if (value.Length <= Small)
        {
            Write(value.Span);
            return;
        }

        EndGathered();
        _parts.Add(new DatasetPart(new MemorySource(value), 0, value.Length, null));
    }

    /// <inheritdoc/>
    public void Copy(ByteSource source, long start, long length, IReadOnlyList<IBulkFilter>? filters = null)
    {
        EndGathered();
        _parts.Add(new DatasetPart(source, start, length, filters));
    }

    private void EndGathered()
    {
        if (_gathered.WrittenCount > _gatheredBefore)
        {
            // A slice of the array as it is now: should it grow, these bytes stay in the old one.
            var bytes = _gathered.WrittenMemory[_gatheredBefore..];
            _parts.Add(new DatasetPart(new MemorySource(bytes), 0, bytes.Length, null));
            _gatheredBefore = _gathered.WrittenCount;
        }
    }
}
