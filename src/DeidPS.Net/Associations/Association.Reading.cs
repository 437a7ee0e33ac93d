using System.Buffers;
using System.Buffers.Binary;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Units and fragments that come in, and the release.</summary>
public sealed partial class Association
{
    private async Task<DimseMessage?> ReadCommandAsync()
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        byte? contextId = null;
        while (true)
        {
            if (await ReadValueHeaderAsync(isBetweenMessages: contextId is null).ConfigureAwait(false) is not { } header)
            {
                return null;
            }

            if (contextId is null)
            {
                Arm();
            }

            if (!header.IsCommand || (contextId is not null && header.ContextId != contextId))
            {
                throw new PduException("a fragment that does not belong to the command that was begun", AbortReason.InvalidParameter);
            }

            contextId = header.ContextId;
            if (_valueLeft + bytes.WrittenCount > MaximumCommandLength)
            {
                throw new PduException($"a command of more than {MaximumCommandLength} bytes", AbortReason.InvalidParameter);
            }

            await ReadValueAsync(bytes).ConfigureAwait(false);
            if (header.IsLast)
            {
                break;
            }
        }

        var command = DimseCommand.Decode(bytes.WrittenSpan);
        _datasetPending = command.HasDataset;
        _datasetContext = contextId.Value;
        return new DimseMessage(contextId.Value, command);
    }

    private async Task<long> ReadFragmentsAsync(IBufferWriter<byte>? target, long maximumLength)
    {
        var total = 0L;
        while (true)
        {
            var header = await ReadValueHeaderAsync(isBetweenMessages: false).ConfigureAwait(false)
                ?? throw new PduException("a release within a message", AbortReason.UnexpectedPdu);
            if (header.IsCommand || header.ContextId != _datasetContext)
            {
                throw new PduException("a fragment that does not belong to the data set that was begun", AbortReason.InvalidParameter);
            }

            total += _valueLeft;
            if (total > maximumLength)
            {
                throw new PduException($"a data set of more than {maximumLength} bytes", AbortReason.NotSpecified);
            }

            await ReadValueAsync(target).ConfigureAwait(false);
            if (header.IsLast)
            {
                return total;
            }
        }
    }

    private async ValueTask ReadValueAsync(IBufferWriter<byte>? target)
    {
        while (_valueLeft > 0)
        {
            var count = await _transport.ReadSomeAsync(target, (int)Math.Min(_valueLeft, int.MaxValue)).ConfigureAwait(false);
            _valueLeft -= (uint)count;
            _unitLeft -= (uint)count;
            _sinceArmed += count;
            if (_sinceArmed >= ProgressBytes)
            {
                Arm();
            }
        }
    }

    /// <summary>Moves to the next presentation data value.</summary>
    /// <returns>Its header; null when the peer asked for release, which is granted between messages only.</returns>
    private async ValueTask<DataValueHeader?> ReadValueHeaderAsync(bool isBetweenMessages)
    {
        while (_unitLeft == 0)
        {
            var unit = await ReadUnitHeaderAsync().ConfigureAwait(false);
            switch (unit.Type)
            {
                case PduType.Data when unit.Length is >= 6 and <= OwnMaximumLength + 6:
                    _unitLeft = unit.Length;
                    break;
                case PduType.Data:
                    throw new PduException($"a data unit of {unit.Length} bytes where at most {OwnMaximumLength} were agreed on", AbortReason.InvalidParameter);
                case PduType.ReleaseRequest when isBetweenMessages && unit.Length == 4:
                    await GrantReleaseAsync().ConfigureAwait(false);
                    return null;
                default:
                    throw await UnexpectedAsync(unit).ConfigureAwait(false);
            }
        }

        var header = _header.AsMemory(0, 6);
        if (_unitLeft < 6)
        {
            throw new PduException("a data unit that ends within the header of a value", AbortReason.InvalidParameter);
        }

        if (!await _transport.ReadAsync(header).ConfigureAwait(false))
        {
            throw new EndOfStreamException();
        }

        _unitLeft -= 6;
        var length = BinaryPrimitives.ReadUInt32BigEndian(_header);
        if (length < 2 || length - 2 > _unitLeft)
        {
            throw new PduException($"a data value of {length} bytes where {_unitLeft} are left in its unit", AbortReason.InvalidParameter);
        }

        _valueLeft = length - 2;
        var (contextId, control) = (_header[4], _header[5]);
        return ContextOf(contextId) is null
            ? throw new PduException("a data value in a presentation context that was not agreed on", AbortReason.InvalidParameter)
            : new DataValueHeader(contextId, (control & 1) != 0, (control & 2) != 0);
    }

    private async ValueTask<PduHeader> ReadUnitHeaderAsync() =>
        await _transport.ReadAsync(_header).ConfigureAwait(false)
            ? new PduHeader((PduType)_header[0], BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(2)))
            : throw new EndOfStreamException();

    /// <summary>The error for a unit that has no place here; an A-ABORT is read to the end for its reason.</summary>
    private async ValueTask<Exception> UnexpectedAsync(PduHeader unit)
    {
        if (unit.Type == PduType.Abort && unit.Length == 4)
        {
            var body = new byte[4];
            await _transport.ReadAsync(body).ConfigureAwait(false);
            return new PeerAbortException(body[2], body[3]);
        }

        return Enum.IsDefined(unit.Type)
            ? new PduException($"a unit of type {(byte)unit.Type} and {unit.Length} bytes, which has no place here", AbortReason.UnexpectedPdu)
            : new PduException($"a unit of unknown type {(byte)unit.Type}", AbortReason.UnrecognizedPdu);
    }

    private async ValueTask GrantReleaseAsync()
    {
        await _transport.ReadAsync(new byte[4]).ConfigureAwait(false);
        await WriteAsync(PduTransport.ShortUnit(PduType.ReleaseResponse)).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for A-RELEASE-RP. Data on its way is dropped (AR-6); a release of the peer's at the same moment is granted (AR-8, AR-9).</summary>
    private async ValueTask AwaitReleaseAsync()
    {
        var isGranted = false;
        while (true)
        {
            if (_unitLeft == 0)
            {
                var unit = await ReadUnitHeaderAsync().ConfigureAwait(false);
                switch (unit.Type)
                {
                    case PduType.ReleaseResponse when unit.Length == 4:
                        await _transport.ReadAsync(new byte[4]).ConfigureAwait(false);
                        return;
                    case PduType.ReleaseRequest when unit.Length == 4 && !isGranted:
                        isGranted = true;
                        await _transport.ReadAsync(new byte[4]).ConfigureAwait(false);
                        await WriteAsync(PduTransport.ShortUnit(PduType.ReleaseResponse)).ConfigureAwait(false);
                        continue;
                    case PduType.Data when unit.Length <= OwnMaximumLength + 6:
                        _unitLeft = unit.Length;
                        continue;
                    default:
                        throw await UnexpectedAsync(unit).ConfigureAwait(false);
                }
            }

            _unitLeft -= (uint)await _transport.ReadSomeAsync(null, (int)_unitLeft).ConfigureAwait(false);
        }
    }
}
