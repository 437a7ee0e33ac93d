namespace DeidPS.Dicom;

/// <summary>
/// The bytes of a file that is being read: random access, plus the stretches ("segments") the reader keeps in memory because
/// header elements are slices of them. Copying out prefers those over reading again.
/// </summary>
internal abstract class ByteSource : IDisposable
{
    private readonly List<(long Start, ReadOnlyMemory<byte> Data)> _segments = [];

    /// <summary>Bytes there are.</summary>
    public abstract long Length { get; }

    /// <summary>Reads up to the buffer's size; fewer bytes only at the end.</summary>
    public abstract int ReadAt(long offset, Span<byte> buffer);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="DicomParseException">The source ends before (DicomTruncated): it changed since it was read.</exception>
    public void Read(long offset, Span<byte> buffer)
    {
        if (TryGet(offset, buffer.Length, out var kept))
        {
            kept.Span.CopyTo(buffer);
        }
        else if (ReadAt(offset, buffer) != buffer.Length)
        {
            throw DicomParseException.Truncated(offset, "the source ends inside a value");
        }
    }

    /// <summary>Finds bytes in the kept segments.</summary>
    public bool TryGet(long offset, int length, out ReadOnlyMemory<byte> bytes)
    {
        for (var i = _segments.Count - 1; i >= 0; i--)
        {
            var (start, data) = _segments[i];
            if (offset >= start && offset + length <= start + data.Length)
            {
                bytes = data.Slice((int)(offset - start), length);
                return true;
            }
        }

        bytes = default;
        return false;
    }

    /// <summary>The longest stretch in memory that begins at an offset, kept or not, to be written at once: the memory may go to others later. Empty when there is none.</summary>
    public virtual ReadOnlyMemory<byte> InMemory(long offset) => KeptFrom(offset);

    /// <summary>The longest kept stretch that begins at an offset; empty when there is none.</summary>
    public ReadOnlyMemory<byte> KeptFrom(long offset)
    {
        for (var i = _segments.Count - 1; i >= 0; i--)
        {
            var (start, data) = _segments[i];
            if (offset >= start && offset < start + data.Length)
            {
                return data[(int)(offset - start)..];
            }
        }

        return default;
    }

    /// <summary>Makes bytes available in memory for the life of the source.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes needed.</param>
    /// <param name="readAhead">Bytes to read while at it, when the source has them.</param>
    /// <exception cref="DicomParseException">The source is shorter (DicomTruncated).</exception>
    public ReadOnlyMemory<byte> Keep(long offset, int length, int readAhead)
    {
        if (TryGet(offset, length, out var bytes))
        {
            return bytes;
        }

        var size = (int)Math.Min(Math.Max(length, readAhead), Length - offset);
        if (size < length)
        {
            throw DicomParseException.Truncated(offset, "the source ends inside an element");
        }

        // Not cleared: every byte that is handed out was read. Not pooled: a stale slice must never show another patient's bytes.
        var buffer = GC.AllocateUninitializedArray<byte>(size);
        var overlap = KeptFrom(offset);
        overlap.Span.CopyTo(buffer);
        var read = overlap.Length + ReadAt(offset + overlap.Length, buffer.AsSpan(overlap.Length));
        if (read < length)
        {
            throw DicomParseException.Truncated(offset, "the source ends inside an element");
        }

        ReadOnlyMemory<byte> segment = buffer.AsMemory(0, read);
        _segments.Add((offset, segment));
        return segment[..length];
    }

    /// <summary>Adopts a buffer that already holds bytes of the source.</summary>
    protected void Adopt(long offset, ReadOnlyMemory<byte> data) => _segments.Add((offset, data));
}
