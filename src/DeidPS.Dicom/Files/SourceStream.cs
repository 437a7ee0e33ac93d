namespace DeidPS.Dicom;

/// <summary>A source from an offset to its end as a read-only stream, for the framework's decompressor.</summary>
internal sealed class SourceStream(ByteSource source, long start) : ReadOnlyStream
{
    /// <summary>Within this many bytes of the end single bytes are given, so that it shows where a decompressor stopped.</summary>
    public const int Fine = 64;

    private long _position = start;

    /// <summary>Behind the last byte that was given.</summary>
    public long Given => _position;

    /// <summary>True when somebody wanted more bytes than there are: a complete deflate stream knows its end without asking.</summary>
    public bool WasExhausted { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var left = Math.Max(0, source.Length - _position);
        var count = (int)Math.Min(buffer.Length, left > Fine ? left - Fine : Math.Min(left, 1));
        if (count == 0)
        {
            WasExhausted |= buffer.Length > 0;
            return 0;
        }

        var kept = source.KeptFrom(_position);
        var read = kept.Length > 0 ? Math.Min(count, kept.Length) : source.ReadAt(_position, buffer[..count]);
        if (kept.Length > 0)
        {
            kept.Span[..read].CopyTo(buffer);
        }

        _position += read;
        return read;
    }
}
