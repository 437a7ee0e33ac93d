using System.IO.Compression;

namespace DeidPS.Dicom;

/// <summary>
/// The inflated data set of a deflated file (PS3.5 A.5), read forwards: nothing is kept but what the reader asks to keep,
/// and going back starts over.
/// </summary>
internal sealed class InflateSource : ByteSource
{
    private readonly ByteSource _outer;
    private readonly long _start;
    private SourceStream _compressed;
    private DeflateStream _stream;
    private long _position;

    // The reader often looks at a few bytes before it asks to keep them.
    private readonly byte[] _last = new byte[64];
    private int _lastCount;

    /// <summary>More than any data set has; a small file can be made to inflate to any size.</summary>
    private const long MaximumLength = 8L << 30;

    /// <summary>Opens the stream and measures it by inflating it once.</summary>
    /// <exception cref="DicomParseException">The compressed data are damaged or cut short.</exception>
    public InflateSource(ByteSource outer, long start)
    {
        _outer = outer;
        _start = start;
        (_compressed, _stream) = NewStream();
        Length = Measure();
        Restart();
    }

    public override long Length { get; }

    /// <summary>Where in the file, or a little behind it, bytes follow the compressed data; -1 when there are none but a few zeros.</summary>
    public long TailStart { get; private set; } = -1;

    public override int ReadAt(long offset, Span<byte> buffer)
    {
        var seen = 0;
        if (offset < _position)
        {
            if (_position - offset <= _lastCount)
            {
                var last = _last.AsSpan(_lastCount - (int)(_position - offset), (int)(_position - offset));
                seen = Math.Min(last.Length, buffer.Length);
                last[..seen].CopyTo(buffer);
                if (seen == buffer.Length)
                {
                    return seen;
                }
            }
            else
            {
                Restart();
            }
        }

        Skip(offset + seen - _position);
        return seen + Guarded(buffer[seen..]);
    }

    public override void Dispose() => _stream.Dispose();

    private int Guarded(Span<byte> buffer)
    {
        try
        {
            var read = _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            _position += read;
            _lastCount = Math.Min(read, _last.Length);
            buffer[(read - _lastCount)..read].CopyTo(_last);
            return read;
        }
        catch (InvalidDataException)
        {
            throw new DicomParseException(DicomParseException.ParseError, _start, "the deflated data set is damaged");
        }
    }

    private void Skip(long count)
    {
        Span<byte> scratch = stackalloc byte[4096];
        while (count > 0)
        {
            var read = Guarded(scratch[..(int)Math.Min(count, scratch.Length)]);
            if (read == 0)
            {
                return;
            }

            count -= read;
        }
    }

    private long Measure()
    {
        var scratch = new byte[64 * 1024];
        long total = 0;
        for (int read; (read = Guarded(scratch)) > 0;)
        {
            total += read;
            if (total > MaximumLength)
            {
                throw new DicomParseException(DicomParseException.ParseError, _start, "the deflated data set is larger than any data set can be");
            }
        }

        // The framework takes the end of its input for the end of the data; a stream without its last block was cut (RFC 1951 3.2.3).
        if (_compressed.WasExhausted && _outer.Length > _start)
        {
            throw DicomParseException.Truncated(_outer.Length, "the deflated data set ends before its last block");
        }

        TailStart = FindTail(_compressed.Given);
        return total;
    }

    /// <summary>One zero byte makes the length even (PS3.5 A.5).</summary>
    private long FindTail(long position)
    {
        // That far from the end the decompressor was given blocks: what lay behind the data in its last one, nobody saw.
        var left = _outer.Length - position;
        if (left >= SourceStream.Fine)
        {
            return position;
        }

        Span<byte> tail = stackalloc byte[(int)left];
        return _outer.ReadAt(position, tail) < left || tail.ContainsAnyExcept((byte)0) ? position : -1;
    }

    private void Restart()
    {
        _stream.Dispose();
        (_compressed, _stream) = NewStream();
        _position = 0;
        _lastCount = 0;
    }

    private (SourceStream Compressed, DeflateStream Stream) NewStream()
    {
        var compressed = new SourceStream(_outer, _start);
        return (compressed, new DeflateStream(compressed, CompressionMode.Decompress));
    }
}
