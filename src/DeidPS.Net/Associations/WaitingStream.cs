using System.Net.Sockets;

namespace DeidPS.Net;

/// <summary>
/// A connection that is waited for in the kernel, by a thread of its own kind (<see cref="BlockingThreads"/>), while it is busy: between the
/// pieces of an instance no other thread has to be woken. One that stays quiet is left to the system's queue and keeps no thread.
/// </summary>
internal sealed class WaitingStream : NetworkStream
{
    /// <summary>A connection that is waited for as long as this is quiet.</summary>
    public static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(5);

    /// <summary>One wait in the kernel: a stop is noticed after it.</summary>
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(100);

    private readonly BlockingThreads _threads;

    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">The socket; cannot be used to read and write in the blocking way from then on.</param>
    /// <param name="ownsSocket">True to close it with the stream.</param>
    /// <param name="threads">Threads to wait on.</param>
    public WaitingStream(Socket socket, bool ownsSocket, BlockingThreads threads)
        : base(socket, ownsSocket)
    {
        _threads = threads;
        socket.Blocking = false;
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        var count = Socket.Receive(buffer.Span, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => ValueTask.FromResult(count),
            SocketError.WouldBlock => ReadLaterAsync(buffer, cancellationToken),
            _ => ValueTask.FromException<int>(Failure(error)),
        };
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            // What the system has no room for is told by the count; the error may be that of the last piece.
            var count = Socket.Send(buffer.Span, SocketFlags.None, out var error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                throw Failure(error);
            }

            buffer = buffer[count..];
            if (buffer.IsEmpty)
            {
                return;
            }

            await _threads.EnterAsync();
            if (!IsReady(SelectMode.SelectWrite, cancellationToken))
            {
                await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
                return;
            }
        }
    }

    private async ValueTask<int> ReadLaterAsync(Memory<byte> buffer, CancellationToken stop)
    {
        await _threads.EnterAsync();
        if (IsReady(SelectMode.SelectRead, stop))
        {
            var count = Socket.Receive(buffer.Span, SocketFlags.None, out var error);
            if (error != SocketError.WouldBlock)
            {
                return error == SocketError.Success ? count : throw Failure(error);
            }
        }

        return await base.ReadAsync(buffer, stop).ConfigureAwait(false);
    }

    /// <summary>Waits a while.</summary>
    /// <returns>False when the connection is quiet.</returns>
    private bool IsReady(SelectMode mode, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; waited < QuietAfter; waited += s_slice)
        {
            if (Socket.Poll(s_slice, mode))
            {
                return true;
            }

            stop.ThrowIfCancellationRequested();
        }

        return false;
    }

    /// <summary>The error as the base class tells it.</summary>
    private static IOException Failure(SocketError error)
    {
        var cause = new SocketException((int)error);
        return new IOException(cause.Message, cause);
    }
}
