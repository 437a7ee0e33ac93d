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

    public override int ReadAt(long offset, Span<byte> buffer)
    {
        if (offset < _position)
        {
            Restart();
        }

        Skip(offset - _position);
        var read = Guarded(buffer);
        return read;
    }

    public override void Dispose() => _stream.Dispose();

    private int Guarded(Span<byte> buffer)
    {
        try
        {
            var read = _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            _position += read;
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
        }

        // The framework takes the end of its input for the end of the data; a stream without its last block was cut (RFC 1951 3.2.3).
        return _compressed.WasExhausted && _outer.Length > _start
            ? throw DicomParseException.Truncated(_outer.Length, "the deflated data set ends before its last block")
            : total;
    }

    private void Restart()
    {
        _stream.Dispose();
        (_compressed, _stream) = NewStream();
        _position = 0;
    }

    private (SourceStream Compressed, DeflateStream Stream) NewStream()
    {
        var compressed = new SourceStream(_outer, _start);
        return (compressed, new DeflateStream(compressed, CompressionMode.Decompress));
    }
}
