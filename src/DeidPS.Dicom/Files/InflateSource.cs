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
    private DeflateStream _stream;
    private long _position;

    /// <summary>Opens the stream and measures it by inflating it once.</summary>
    /// <exception cref="DicomParseException">The compressed data are damaged or cut short.</exception>
    public InflateSource(ByteSource outer, long start)
    {
        _outer = outer;
        _start = start;
        _stream = NewStream();
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

        return total;
    }

    private void Restart()
    {
        _stream.Dispose();
        _stream = NewStream();
        _position = 0;
    }

    private DeflateStream NewStream() => new(new SourceStream(_outer, _start), CompressionMode.Decompress);
}
