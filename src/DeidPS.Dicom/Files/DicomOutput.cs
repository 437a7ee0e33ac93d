using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DeidPS.Dicom;

/// <summary>
/// Where a data set is written: one buffer in front of a target. Small pieces are gathered, bulk ranges are read from their
/// source straight into the buffer, so a slice costs one read and one write.
/// </summary>
internal sealed class DicomOutput(DicomOutput.IWriteTarget target) : IDatasetOutput, IDisposable
{
    /// <summary>Buffer size: large enough to amortise system calls, small enough for the second-level cache.</summary>
    internal const int BufferSize = 256 * 1024;

    /// <summary>What the beginning of the file is checked by after it was written.</summary>
    internal const int ProbeSize = 64 * 1024;

    /// <summary>What lies in memory in pieces of this size is written from there.</summary>
    private const int DirectSize = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _count;
    private int _dirty;

    /// <summary>Takes finished blocks, in order.</summary>
    internal interface IWriteTarget
    {
        /// <summary>Writes one block.</summary>
        void Write(ReadOnlySpan<byte> block);
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Checksum of the first <see cref="ProbeSize"/> bytes, once they were flushed.</summary>
    public uint ProbeChecksum { get; private set; }

    /// <summary>Stops between blocks.</summary>
    public CancellationToken Stop { get; private init; }

    public static DicomOutput For(IWriteTarget target, CancellationToken stop) => new(target) { Stop = stop };

    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var b in bytes[(words.Length * 8)..])
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = Room();
            var take = Math.Min(room.Length, bytes.Length);
            bytes[..take].CopyTo(room);
            _count += take;
            bytes = bytes[take..];
        }
    }

    /// <summary>Writes a stream to its end.</summary>
    public void Write(Stream stream)
    {
        for (int read; (read = stream.Read(Room())) > 0;)
        {
            _count += read;
        }
    }

    /// <inheritdoc/>
    public void WriteValue(ReadOnlyMemory<byte> value) => Write(value.Span);

    /// <inheritdoc/>
    public void Copy(ByteSource source, long start, long length, IReadOnlyList<IBulkFilter>? filters = null)
    {
        if (filters is not null)
        {
            CopyFiltered(source, start, length, filters);
            return;
        }

        var done = 0L;
        while (done < length)
        {
            var kept = source.InMemory(start + done);
            kept = kept[..(int)Math.Min(kept.Length, length - done)];
            if (kept.Length >= DirectSize && Length + _count >= ProbeSize)
            {
                Stop.ThrowIfCancellationRequested();
                Flush();
                target.Write(kept.Span);
                Length += kept.Length;
                done += kept.Length;
                continue;
            }

            var room = Room();
            room = room[..(int)Math.Min(room.Length, length - done)];
            if (kept.Length > 0)
            {
                room = room[..Math.Min(room.Length, kept.Length)];
                kept.Span[..room.Length].CopyTo(room);
            }
            else
            {
                Stop.ThrowIfCancellationRequested();
                source.Read(start + done, room);
            }

            _count += room.Length;
            done += room.Length;
        }
    }

    /// <summary>Hands what is buffered to the target.</summary>
    public void Flush()
    {
        if (_count == 0)
        {
            return;
        }

        if (Length == 0)
        {
            ProbeChecksum = Checksum(_buffer.AsSpan(0, Math.Min(_count, ProbeSize)));
        }

        target.Write(_buffer.AsSpan(0, _count));
        Length += _count;
        _dirty = Math.Max(_dirty, _count);
        _count = 0;
    }

    public void Dispose()
    {
        // Patient data must not wait in a shared pool for the next renter.
        Array.Clear(_buffer, 0, Math.Max(_dirty, _count));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Blocks end with a word of eight bytes, so that a filter never sees half of one.</summary>
    private void CopyFiltered(ByteSource source, long start, long length, IReadOnlyList<IBulkFilter> filters)
    {
        for (long done = 0; done < length;)
        {
            Stop.ThrowIfCancellationRequested();
            var left = length - done;
            var room = Room();
            if (room.Length < left && room.Length < 8)
            {
                Flush();
                room = Room();
            }

            room = room.Length < left ? room[..(room.Length & ~7)] : room[..(int)left];
            source.Read(start + done, room);
            foreach (var filter in filters)
            {
                filter.Apply(done, room);
            }

            _count += room.Length;
            done += room.Length;
        }
    }

    private Span<byte> Room()
    {
        if (_count == BufferSize)
        {
            Flush();
        }

        return _buffer.AsSpan(_count, BufferSize - _count);
    }
}
