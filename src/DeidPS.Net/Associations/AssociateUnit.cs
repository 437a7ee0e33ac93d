using System.Buffers;
using System.Buffers.Binary;

namespace DeidPS.Net;

/// <summary>A whole unit of the opening of an association.</summary>
/// <param name="Type">Its type, one of those asked for.</param>
/// <param name="Body">Its bytes after the header.</param>
internal readonly record struct AssociateUnit(PduType Type, byte[] Body)
{
    private const int ShortLength = 4;

    /// <summary>Reads one unit.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="expected">Types that may come.</param>
    /// <exception cref="PduException">Another type, or a length that is none of the type's.</exception>
    /// <exception cref="EndOfStreamException">The connection ended.</exception>
    public static async Task<AssociateUnit> ReadAsync(PduTransport transport, params PduType[] expected)
    {
        var header = new byte[6];
        if (!await transport.ReadAsync(header).ConfigureAwait(false))
        {
            throw new EndOfStreamException();
        }

        var type = (PduType)header[0];
        if (!expected.Contains(type))
        {
            throw new PduException($"a unit of type {header[0]} where an association is opened", Enum.IsDefined(type) ? AbortReason.UnexpectedPdu : AbortReason.UnrecognizedPdu);
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(2));
        var isShort = type is PduType.AssociateReject or PduType.Abort;
        if (isShort ? length != ShortLength : length > AssociateCodec.MaximumLength)
        {
            throw new PduException($"a unit of type {header[0]} that claims {length} bytes", AbortReason.InvalidParameter);
        }

        // As much memory as bytes come, not as much as a stranger claims.
        var body = new ArrayBufferWriter<byte>(256);
        while (body.WrittenCount < length)
        {
            await transport.ReadSomeAsync(body, (int)length - body.WrittenCount).ConfigureAwait(false);
        }

        return new AssociateUnit(type, body.WrittenSpan.ToArray());
    }
}
