namespace DeidPS.Dicom;

/// <summary>Bytes that are in memory already.</summary>
internal sealed class MemorySource : ByteSource
{
    private readonly ReadOnlyMemory<byte> _bytes;

    public MemorySource(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Adopt(0, bytes);
    }

    public override long Length => _bytes.Length;

    public override int ReadAt(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Clamp(_bytes.Length - offset, 0, buffer.Length);
        _bytes.Span.Slice((int)Math.Min(offset, _bytes.Length), count).CopyTo(buffer);
        return count;
    }

    public override void Dispose()
    {
    }
}
