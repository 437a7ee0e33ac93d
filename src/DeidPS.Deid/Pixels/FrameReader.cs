using System.Buffers.Binary;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// One compressed frame, whatever number of fragments it lies in: reads small pieces at any place and blanks ranges. Never more than one
/// small buffer in memory.
/// </summary>
internal sealed class FrameReader(DicomElement element)
{
    private readonly byte[] _buffer = new byte[1024];
    private int _first;
    private int _count;
    private int _fragment;
    private long _fragmentStart;
    private long _bufferStart;
    private int _buffered;

    /// <summary>Bytes of the frame.</summary>
    public long Length { get; private set; }

    /// <summary>Ranges blanked so far, in all frames.</summary>
    public int Blanked { get; private set; }

    /// <summary>Goes to the frame that lies in some fragments.</summary>
    public void Open(int first, int count)
    {
        (_first, _count, _fragment, _fragmentStart, _buffered, Length) = (first, count, first, 0, 0, 0);
        for (var i = 0; i < count; i++)
        {
            Length += element.Fragments[first + i].Length;
        }
    }

    /// <summary>One byte; -1 behind the end.</summary>
    public int Byte(long at) => Fill(at, 1) ? _buffer[at - _bufferStart] : -1;

    /// <summary>Two bytes, the most significant first; -1 behind the end.</summary>
    public int UInt16(long at) => Fill(at, 2) ? BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan((int)(at - _bufferStart))) : -1;

    /// <summary>Four bytes, the most significant first; -1 behind the end.</summary>
    public long UInt32(long at) => Fill(at, 4) ? BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan((int)(at - _bufferStart))) : -1;

    /// <summary>True when the bytes at a place are these.</summary>
    public bool StartsWith(long at, ReadOnlySpan<byte> bytes) =>
        Fill(at, bytes.Length) && _buffer.AsSpan((int)(at - _bufferStart), bytes.Length).SequenceEqual(bytes);

    /// <summary>Has a range written as zeros; nothing happens where there are only zeros, so that a second run changes nothing.</summary>
    public void Blank(long at, long length)
    {
        var end = Math.Min(at + length, Length);
        while (at < end && Byte(at) == 0)
        {
            at++;
        }

        while (at < end)
        {
            GoTo(at);
            var part = Math.Min(end, _fragmentStart + element.Fragments[_fragment].Length) - at;
            element.BlankFragment(_fragment, at - _fragmentStart, part);
            at += part;
            Blanked++;
        }
    }

    private bool Fill(long at, int count)
    {
        if (at >= _bufferStart && at + count <= _bufferStart + _buffered)
        {
            return true;
        }

        if (at < 0 || at + count > Length)
        {
            return false;
        }

        _bufferStart = at;
        _buffered = 0;

        // Only what is asked for has to be there; the rest is read ahead within one fragment.
        do
        {
            GoTo(at + _buffered);
            _buffered += element.ReadFragment(_fragment, at + _buffered - _fragmentStart, _buffer.AsSpan(_buffered));
        }
        while (_buffered < count);

        return true;
    }

    /// <summary>Finds the fragment a byte of the frame lies in.</summary>
    private void GoTo(long at)
    {
        if (at < _fragmentStart)
        {
            (_fragment, _fragmentStart) = (_first, 0);
        }

        while (_fragment < _first + _count - 1 && at >= _fragmentStart + element.Fragments[_fragment].Length)
        {
            _fragmentStart += element.Fragments[_fragment++].Length;
        }
    }
}
