using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace DeidPS.Net;

/// <summary>
/// The connection under an association: reads headers and content of units, writes bytes, and keeps the one time limit that runs. When
/// the limit passes or the caller stops, everything pending ends and the connection is of no more use.
/// </summary>
internal sealed class PduTransport : IAsyncDisposable
{
    /// <summary>
    /// What is read ahead of a header. Little: most of what follows a header goes from the connection straight to where it is kept, and what came
    /// with the header is copied there.
    /// </summary>
    private const int BufferSize = 4 * 1024;

    /// <summary>Content of at least this many bytes is read straight into the writer.</summary>
    private const int DirectSize = 1024;

    private static readonly TimeSpan s_drainLimit = TimeSpan.FromMilliseconds(500);

    private readonly Stream _stream;
    private readonly Socket? _socket;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly CancellationTokenSource _limit = new();
    private int _start;
    private int _end;
    private bool _isClosed;

    public PduTransport(Stream stream, Socket? socket)
    {
        _stream = stream;
        _socket = socket;
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
        while (_end - _start < target.Length)
        {
            if (!await FillAsync().ConfigureAwait(false))
            {
                return _end == _start ? false : throw new EndOfStreamException();
            }
        }

        Take(target.Length).CopyTo(target.Span);
        return true;
    }

    /// <summary>Reads what is there, at most so many bytes, into a writer; null only skips.</summary>
    /// <returns>How many it were, at least 1.</returns>
    /// <exception cref="EndOfStreamException">The connection ended.</exception>
    public async ValueTask<int> ReadSomeAsync(IBufferWriter<byte>? target, int most)
    {
        if (_start == _end && target is not null && most >= DirectSize)
        {
            var room = target.GetMemory();
            var direct = await ReceiveAsync(room.Length > most ? room[..most] : room).ConfigureAwait(false);
            if (direct == 0)
            {
                throw new EndOfStreamException();
            }

            target.Advance(direct);
            BytesRead += direct;
            return direct;
        }

        if (_start == _end && !await FillAsync().ConfigureAwait(false))
        {
            throw new EndOfStreamException();
        }

        var part = Take(Math.Min(most, _end - _start));
        target?.Write(part);
        return part.Length;
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

    /// <summary>Reads ahead.</summary>
    /// <returns>False when the connection ended.</returns>
    private async ValueTask<bool> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var count = await ReceiveAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var part = _buffer.AsSpan(_start, count);
        _start += count;
        BytesRead += count;
        return part;
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> target)
    {
        try
        {
            return await _stream.ReadAsync(target, _limit.Token).ConfigureAwait(false);
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
        Array.Clear(_buffer);
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
