using System.Buffers;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Takes the bytes of a data set off the wire. When there is no more room it goes on reading and drops them, so that the peer gets an
/// answer instead of a broken line.
/// </summary>
internal sealed class DatasetIntake(DatasetBuffer buffer, long maximumLength) : IBufferWriter<byte>
{
    private byte[]? _scrap;
    private long _length;

    /// <summary>True when bytes were dropped: more than allowed, or the disk is full.</summary>
    public bool IsOverflown { get; private set; }

    public void Advance(int count)
    {
        _length += count;
        if (_scrap is not null)
        {
            // The scrap buffer was handed out, so these bytes are gone.
            IsOverflown = true;
            return;
        }

        try
        {
            buffer.Advance(count);
        }
        catch (IOException)
        {
            Drop();
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (Prepare(sizeHint) is { } scrap)
        {
            return scrap;
        }

        try
        {
            return buffer.GetMemory(sizeHint);
        }
        catch (IOException)
        {
            return Drop(sizeHint);
        }
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private byte[]? Prepare(int sizeHint)
    {
        if (_scrap is null && _length >= maximumLength)
        {
            Drop();
        }

        return _scrap is not null && _scrap.Length < sizeHint ? _scrap = new byte[sizeHint] : _scrap;
    }

    private byte[] Drop(int sizeHint = 0)
    {
        IsOverflown = _length < maximumLength || IsOverflown;
        return _scrap = new byte[Math.Max(sizeHint, 16 * 1024)];
    }
}
