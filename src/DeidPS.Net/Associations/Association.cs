using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// An established association (PS3.8): messages go out and come in, one at a time, until it is released or aborted. Not thread safe but
/// for one thing: <see cref="SendAsync(byte, DimseCommand, Stream?, CancellationToken)"/> of a C-CANCEL may run between two receives. Every wait has a limit; when it passes the
/// association is aborted and the error says what was waited for.
/// </summary>
public sealed partial class Association : IAsyncDisposable
{
    /// <summary>Longest P-DATA-TF we ask peers to send, in bytes: large enough that headers and system calls do not count.</summary>
    public const int OwnMaximumLength = 256 * 1024;

    /// <summary>Longest P-DATA-TF we send, whatever the peer would take.</summary>
    private const int LongestSent = 256 * 1024;

    /// <summary>A peer has to bring this many bytes within each idle limit while a message is on its way.</summary>
    private const int ProgressBytes = 64 * 1024;

    private const int MaximumCommandLength = 64 * 1024;
    private const int DataHeaderLength = 12;

    private readonly PduTransport _transport;
    private readonly Dictionary<byte, PresentationContext> _byId;
    private readonly byte[] _header = new byte[6];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly int _sendLength;
    private readonly string _peer;
    private UpperLayerState _state = UpperLayerState.Established;
    private uint _unitLeft;
    private uint _valueLeft;
    private long _sinceArmed;
    private bool _datasetPending;
    private byte _datasetContext;
    private byte[]? _sendBuffer;
    private ushort _lastMessageId;

    internal Association(PduTransport transport, string peer, AssociationInfo info, IReadOnlyList<PresentationContext> contexts, uint peerMaximumLength)
    {
        _transport = transport;
        _peer = peer;
        Info = info;
        Contexts = contexts;
        _byId = contexts.ToDictionary(c => c.Id);

        // An answer of less than a fragment's own header would leave no room for data; 0 is "no limit".
        var most = peerMaximumLength == 0 ? LongestSent : Math.Clamp(peerMaximumLength, 32, LongestSent);
        _sendLength = (int)(most & ~1u);
    }

    /// <summary>Who talks to whom.</summary>
    public AssociationInfo Info { get; }

    /// <summary>All contexts that were proposed, with the answers.</summary>
    public IReadOnlyList<PresentationContext> Contexts { get; }

    /// <summary>True while messages can be exchanged.</summary>
    public bool IsEstablished => _state == UpperLayerState.Established;

    /// <summary>Bytes received.</summary>
    public long BytesReceived => _transport.BytesRead;

    /// <summary>Bytes sent.</summary>
    public long BytesSent { get; private set; }

    /// <summary>True when we asked for it, false when the peer did.</summary>
    internal bool IsRequestor { get; init; }

    /// <summary>True when the peer confirmed the user identity (PS3.7 D.3.3.7.2).</summary>
    public bool IsIdentityConfirmed { get; internal init; }

    /// <summary>Seconds to wait for the first bytes of a message; see <see cref="DicomNode.TimeoutSec"/>.</summary>
    public int TimeoutSec { get; set; } = 60;

    /// <summary>Seconds in which a message on its way has to make progress; see <see cref="DicomNode.IdleTimeoutSec"/>.</summary>
    public int IdleTimeoutSec { get; set; } = 300;

    /// <summary>Seconds to wait for the answer to a release; see <see cref="DicomNode.AcceptTimeoutSec"/>.</summary>
    public int AcceptTimeoutSec { get; set; } = 60;

    /// <summary>The context in which the requestor may use a SOP class as its SCU, in a given transfer syntax or, without one, in any.</summary>
    public PresentationContext? ContextFor(string sopClass, string? transferSyntax = null)
    {
        foreach (var context in Contexts)
        {
            if (context is { IsAccepted: true, IsScu: true } && context.AbstractSyntax == sopClass && (transferSyntax is null || context.AcceptedTransferSyntax == transferSyntax))
            {
                return context;
            }
        }

        return null;
    }

    /// <summary>The context of an ID; null when it was not accepted.</summary>
    public PresentationContext? ContextOf(byte id) => _byId.GetValueOrDefault(id) is { IsAccepted: true } context ? context : null;

    /// <summary>A message ID that is not in use.</summary>
    public ushort NextMessageId() => ++_lastMessageId == 0 ? ++_lastMessageId : _lastMessageId;

    /// <summary>Sends a command and, when there is one, its data set.</summary>
    /// <param name="contextId">An accepted context.</param>
    /// <param name="command">The command; says itself whether a data set follows.</param>
    /// <param name="dataset">The data set in the context's transfer syntax; null for none. One of an odd number of bytes is ended with a NUL.</param>
    /// <param name="stop">Aborts the association when cancelled on the way.</param>
    /// <exception cref="NetworkException">NetworkTimeout, AssociationAborted.</exception>
    public async Task SendAsync(byte contextId, DimseCommand command, Stream? dataset, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(command);
        CheckEstablished();
        using var link = _transport.StopWith(stop);
        var isTurn = false;
        try
        {
            // A cancel must not come between the units of a message, nor share its buffer.
            await _sending.WaitAsync(_transport.Limit).ConfigureAwait(false);
            isTurn = true;
            _transport.Arm(IdleTimeoutSec);
            await SendMessageAsync(contextId, command.Encode(dataset is not null), dataset).ConfigureAwait(false);
            _transport.Disarm();
        }
        catch (Exception error)
        {
            if (await FailAsync(error, "the peer to take what is sent", stop).ConfigureAwait(false) is { } failure)
            {
                throw failure;
            }

            throw;
        }
        finally
        {
            if (isTurn)
            {
                _sending.Release();
                if (_state == UpperLayerState.Closed)
                {
                    ReturnSendBuffer();
                }
            }
        }
    }

    /// <summary>Receives the next command. Its data set, when it has one, has to be read with <see cref="ReadDatasetAsync(IBufferWriter{byte}?, long, CancellationToken)"/> before the next call.</summary>
    /// <returns>The command; null when the peer released the association.</returns>
    /// <exception cref="NetworkException">NetworkTimeout, AssociationAborted.</exception>
    public Task<DimseMessage?> ReceiveAsync(CancellationToken stop) => ReceiveAsync(TimeoutSec, stop);

    /// <summary>Receives the next command within a limit of its own.</summary>
    /// <param name="timeoutSec">Seconds to wait for its first bytes.</param>
    /// <param name="stop">Aborts the association when cancelled on the way.</param>
    /// <exception cref="NetworkException">NetworkTimeout, AssociationAborted.</exception>
    public async Task<DimseMessage?> ReceiveAsync(int timeoutSec, CancellationToken stop)
    {
        CheckEstablished();
        if (_datasetPending)
        {
            throw new InvalidOperationException("The data set of the last message was not read.");
        }

        using var link = _transport.StopWith(stop);
        try
        {
            _transport.Arm(timeoutSec);
            var message = await ReadCommandAsync().ConfigureAwait(false);
            _transport.Disarm();
            return message;
        }
        catch (Exception error)
        {
            if (await FailAsync(error, "a message", stop).ConfigureAwait(false) is { } failure)
            {
                throw failure;
            }

            throw;
        }
    }

    /// <summary>Reads the data set that follows the command received last.</summary>
    /// <param name="target">Takes the bytes; what it throws ends the association. Null reads and drops them.</param>
    /// <param name="maximumLength">Most bytes taken; more is a NetworkException.</param>
    /// <param name="stop">Aborts the association when cancelled on the way.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="NetworkException">NetworkTimeout, AssociationAborted.</exception>
    public async Task<long> ReadDatasetAsync(IBufferWriter<byte>? target, long maximumLength, CancellationToken stop)
    {
        CheckEstablished();
        if (!_datasetPending)
        {
            throw new InvalidOperationException("The last message has no data set.");
        }

        using var link = _transport.StopWith(stop);
        try
        {
            Arm();
            var length = await ReadFragmentsAsync(target, maximumLength).ConfigureAwait(false);
            _datasetPending = false;
            _transport.Disarm();
            return length;
        }
        catch (Exception error)
        {
            if (await FailAsync(error, "the rest of a data set", stop).ConfigureAwait(false) is { } failure)
            {
                throw failure;
            }

            throw;
        }
    }

    /// <summary>Ends the association in agreement with the peer (PS3.8 7.2). Data that still comes in is dropped.</summary>
    /// <exception cref="NetworkException">The peer did not answer in time, or aborted.</exception>
    public async Task ReleaseAsync(CancellationToken stop)
    {
        if (_state != UpperLayerState.Established)
        {
            return;
        }

        using var link = _transport.StopWith(stop);
        try
        {
            _transport.Arm(AcceptTimeoutSec);
            _state = UpperLayerState.AwaitingReleaseResponse;
            await WriteAsync(PduTransport.ShortUnit(PduType.ReleaseRequest)).ConfigureAwait(false);
            await AwaitReleaseAsync().ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (await FailAsync(error, "the answer to a release", stop).ConfigureAwait(false) is { } failure)
            {
                throw failure;
            }

            throw;
        }
    }

    /// <summary>Ends the association at once (PS3.8 7.3).</summary>
    public async ValueTask AbortAsync()
    {
        if (_state != UpperLayerState.Closed)
        {
            _state = UpperLayerState.Closed;
            await _transport.AbortAsync(0, AbortReason.NotSpecified).ConfigureAwait(false);
        }
    }

    /// <summary>Aborts the association unless it was released.</summary>
    public async ValueTask DisposeAsync()
    {
        await AbortAsync().ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
        ReturnSendBuffer();
        _sending.Dispose();
    }

    private async Task SendMessageAsync(byte contextId, ReadOnlyMemory<byte> command, Stream? dataset)
    {
        _sendBuffer ??= ArrayPool<byte>.Shared.Rent(LongestSent + (2 * MaximumCommandLength));
        var room = _sendLength - 6;
        var used = 0;
        for (var done = 0; done < command.Length || done == 0;)
        {
            var part = command[done..Math.Min(command.Length, done + room)];
            done += part.Length;
            WriteDataHeader(_sendBuffer.AsSpan(used), part.Length, contextId, (byte)(done == command.Length ? 3 : 1));
            part.Span.CopyTo(_sendBuffer.AsSpan(used + DataHeaderLength));
            used += DataHeaderLength + part.Length;
        }

        if (dataset is null)
        {
            await WriteAsync(_sendBuffer.AsMemory(0, used)).ConfigureAwait(false);
            return;
        }

        // The first data unit goes out together with the command. One byte more than a unit holds is read, to know whether it is the last.
        byte? carried = null;
        bool isLast;
        do
        {
            var body = used + DataHeaderLength;
            var size = Fill(dataset, _sendBuffer.AsSpan(body, room + 1), carried);
            isLast = size <= room;
            carried = isLast ? null : _sendBuffer[body + room];
            size = Math.Min(size, room);
            if ((size & 1) != 0)
            {
                // Fragments are even; a deflated data set that is not ends with a NUL (PS3.5 A.5), and dcmtk gives up on anything else.
                _sendBuffer[body + size++] = 0;
            }

            WriteDataHeader(_sendBuffer.AsSpan(used), size, contextId, (byte)(isLast ? 2 : 0));
            await WriteAsync(_sendBuffer.AsMemory(0, body + size)).ConfigureAwait(false);
            _transport.Arm(IdleTimeoutSec);
            used = 0;
        }
        while (!isLast);
    }

    private static int Fill(Stream dataset, Span<byte> target, byte? carried)
    {
        var start = 0;
        if (carried is { } first)
        {
            target[0] = first;
            start = 1;
        }

        return start + dataset.ReadAtLeast(target[start..], target.Length - start, throwOnEndOfStream: false);
    }

    private static void WriteDataHeader(Span<byte> target, int length, byte contextId, byte control)
    {
        target[0] = (byte)PduType.Data;
        target[1] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(target[2..], (uint)length + 6);
        BinaryPrimitives.WriteUInt32BigEndian(target[6..], (uint)length + 2);
        target[10] = contextId;
        target[11] = control;
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _transport.WriteAsync(bytes).ConfigureAwait(false);
        BytesSent += bytes.Length;
    }

    private void Arm()
    {
        _sinceArmed = 0;
        _transport.Arm(IdleTimeoutSec);
    }

    private async ValueTask CloseAsync()
    {
        _state = UpperLayerState.Closed;
        await _transport.DisposeAsync().ConfigureAwait(false);
        ReturnSendBuffer();
    }

    /// <summary>Gives the buffer back, unless something is being sent out of it: then whoever sends does that.</summary>
    private void ReturnSendBuffer()
    {
        if (!_sending.Wait(0, CancellationToken.None))
        {
            return;
        }

        if (Interlocked.Exchange(ref _sendBuffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        _sending.Release();
    }

    private void CheckEstablished()
    {
        if (_state != UpperLayerState.Established)
        {
            throw new NetworkException(NetworkException.AssociationAborted, $"The association with {_peer} is closed.", "Open a new one.");
        }
    }

    /// <summary>Ends the association after an error and turns what the connection says into what it means; null for errors of the caller's own, which go on as they are.</summary>
    private async ValueTask<Exception?> FailAsync(Exception error, string awaited, CancellationToken stop)
    {
        var passed = _transport.IsLimitPassed;
        var reason = (error as PduException)?.Reason ?? AbortReason.NotSpecified;
        var wasClosed = _state == UpperLayerState.Closed;
        _state = UpperLayerState.Closed;
        if (!wasClosed && error is not PeerAbortException)
        {
            await _transport.AbortAsync((byte)(error is PduException ? 2 : 0), reason).ConfigureAwait(false);
        }

        await _transport.DisposeAsync().ConfigureAwait(false);
        ReturnSendBuffer();
        return NetworkFailure.Describe(error, _peer, awaited, passed, stop);
    }
}
