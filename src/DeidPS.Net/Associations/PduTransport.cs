using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace DeidPS.Net;

/// <summary>
/// The connection under an association: reads headers and content of units, writes bytes, and keeps the one time limit that runs. When
/// the limit passes or the caller stops, everything pending ends and the connection is of no more use.
/// </summary>
internal sealed class PduTransport : IAsyncDisposable
{
    private const int ReadSize = 128 * 1024;
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromMilliseconds(500);

    private readonly Stream _stream;
    private readonly Socket? _socket;
    private readonly TransportMemoryPool _pool = new();
    private readonly PipeReader _reader;
    private readonly CancellationTokenSource _limit = new();
    private bool _isClosed;

    public PduTransport(Stream stream, Socket? socket)
    {
        _stream = stream;
        _socket = socket;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(_pool, ReadSize, minimumReadSize: 4096, leaveOpen: true));
    }

    /// <summary>Bytes read of the stream and handed on.</summary>
    public long BytesRead { get; private set; }

    /// <summary>True once the time limit passed, or the connection was cut off.</summary>
    public bool IsLimitPassed => _limit.IsCancellationRequested;

    /// <summary>Cancelled when the time limit passes, or the connection is cut off.</summary>
    public CancellationToken Limit => _limit.Token;

    /// <summary>Starts the time limit anew.</summary>
    public void Arm(int seconds)
    {
        if (!_isClosed && !_limit.IsCancellationRequested)
        {
            _limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        }
    }

    /// <summary>Stops the time limit: nobody waits.</summary>
    public void Disarm()
    {
        if (!_isClosed && !_limit.IsCancellationRequested)
        {
            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends everything pending when the caller stops.</summary>
    public CancellationTokenRegistration StopWith(CancellationToken stop) => stop.UnsafeRegister(static t => ((PduTransport)t!).Cut(), this);

    /// <summary>Reads exactly so many bytes of a header.</summary>
    /// <returns>False when the connection ended before the first.</returns>
    /// <exception cref="EndOfStreamException">It ended after the first.</exception>
    public async ValueTask<bool> ReadAsync(Memory<byte> target)
    {
        var result = await FillAsync(target.Length).ConfigureAwait(false);
        var available = result.Buffer.Length;
        if (available < target.Length)
        {
            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            return available == 0 ? false : throw new EndOfStreamException();
        }

        result.Buffer.Slice(0, target.Length).CopyTo(target.Span);
        _reader.AdvanceTo(result.Buffer.GetPosition(target.Length));
        BytesRead += target.Length;
        return true;
    }

    /// <summary>Reads what is there, at most so many bytes, into a writer; null only skips.</summary>
    /// <returns>How many it were, at least 1.</returns>
    /// <exception cref="EndOfStreamException">The connection ended.</exception>
    public async ValueTask<int> ReadSomeAsync(IBufferWriter<byte>? target, int most)
    {
        if (!_reader.TryRead(out var result))
        {
            result = await FillAsync(1).ConfigureAwait(false);
        }

        if (result.Buffer.IsEmpty)
        {
            _reader.AdvanceTo(result.Buffer.Start);
            throw new EndOfStreamException();
        }

        var part = result.Buffer.Slice(0, Math.Min(most, result.Buffer.Length));
        var count = (int)part.Length;
        try
        {
            if (target is not null)
            {
                foreach (var segment in part)
                {
                    target.Write(segment.Span);
                }
            }
        }
        finally
        {
            _reader.AdvanceTo(part.End);
        }

        BytesRead += count;
        return count;
    }

    /// <summary>Writes bytes.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes, _limit.Token).ConfigureAwait(false);
        }
        catch (IOException error) when (error.InnerException is not SocketException)
        {
            throw new BrokenLineException(error);
        }
    }

    private async ValueTask<ReadResult> FillAsync(int least)
    {
        try
        {
            return await _reader.ReadAtLeastAsync(least, _limit.Token).ConfigureAwait(false);
        }
        catch (IOException error) when (error.InnerException is not SocketException)
        {
            // TLS tells about broken records so; a file of ours that cannot be read must not look the same.
            throw new BrokenLineException(error);
        }
    }

    /// <summary>Tells the peer that it is over, as far as that goes without waiting for it, and closes.</summary>
    public ValueTask AbortAsync(byte source, AbortReason reason) => EndAsync(ShortUnit(PduType.Abort, third: source, fourth: (byte)reason));

    /// <summary>Rejects an association and closes.</summary>
    public ValueTask RejectAsync(AssociateRejection rejection) => EndAsync(ShortUnit(PduType.AssociateReject, rejection.Result, rejection.Source, rejection.Reason));

    private async ValueTask EndAsync(byte[] unit)
    {
        if (_isClosed)
        {
            return;
        }

        using var brief = new CancellationTokenSource(s_drainLimit);
        try
        {
            await _stream.WriteAsync(unit, brief.Token).ConfigureAwait(false);
            _socket?.Shutdown(SocketShutdown.Send);

            // Bytes that nobody read would turn the close into a reset, and the reset could overtake the unit.
            var scrap = new byte[4096];
            while (await _stream.ReadAsync(scrap, brief.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or NotSupportedException)
        {
            // The peer is gone or does not listen: closing is all that is left.
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Encodes a release or reject unit: ten bytes.</summary>
    public static byte[] ShortUnit(PduType type, byte second = 0, byte third = 0, byte fourth = 0)
    {
        var unit = new byte[10];
        unit[0] = (byte)type;
        BinaryPrimitives.WriteUInt32BigEndian(unit.AsSpan(2), 4);
        (unit[7], unit[8], unit[9]) = (second, third, fourth);
        return unit;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _limit.CancelAsync().ConfigureAwait(false);
        await _reader.CompleteAsync().ConfigureAwait(false);
        _pool.Dispose();
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Closing a broken connection: there is nothing to save.
        }

        _socket?.Dispose();
        _limit.Dispose();
    }

    private void Cut()
    {
        try
        {
            _limit.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile: nothing is pending.
        }
    }
}
