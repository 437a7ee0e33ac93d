namespace DeidPS.Dicom;

/// <summary>A data set that came off the network. The header is where it arrived: elements are slices of the buffer's head.</summary>
internal sealed class BufferSource : ByteSource
{
    private readonly DatasetBuffer _buffer;

    public BufferSource(DatasetBuffer buffer)
    {
        _buffer = buffer;
        if (!buffer.IsSpilled && buffer.Length > 0)
        {
            Adopt(0, buffer.Head);
        }
    }

    public override long Length => _buffer.Length;

    public override int ReadAt(long offset, Span<byte> buffer) => _buffer.ReadAt(offset, buffer);

    public override ReadOnlyMemory<byte> InMemory(long offset) => _buffer.InMemory(offset);

    public override void Dispose() => _buffer.Dispose();
}
