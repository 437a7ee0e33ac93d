using System.Buffers.Binary;

namespace DeidPS.Net;

/// <summary>Walks the items of a unit: type, a reserved byte, a 16-bit length, the content (PS3.8 9.3.1).</summary>
internal ref struct PduItemReader(ReadOnlySpan<byte> bytes, int position)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private int _position = position;

    /// <summary>Reads the next item; false at the end.</summary>
    /// <exception cref="PduException">An item is longer than what is left.</exception>
    public bool Read(out byte type, out ReadOnlySpan<byte> content)
    {
        if (_rest.IsEmpty)
        {
            type = 0;
            content = default;
            return false;
        }

        var length = _rest.Length < 4 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length > _rest.Length - 4)
        {
            throw new PduException($"the item at byte {_position} is longer than what is left", AbortReason.InvalidParameter);
        }

        type = _rest[0];
        content = _rest.Slice(4, length);
        _rest = _rest[(4 + length)..];
        _position += 4 + length;
        return true;
    }
}
