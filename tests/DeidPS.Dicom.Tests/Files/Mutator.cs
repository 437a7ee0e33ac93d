namespace DeidPS.Dicom.Tests.Files;

/// <summary>Damages bytes the way files get damaged and attackers damage them; the same seed does the same.</summary>
internal sealed class Mutator(uint seed)
{
    private static readonly byte[][] s_interesting =
    [
        [0xFF, 0xFF, 0xFF, 0xFF], [0xFE, 0xFF, 0x00, 0xE0], [0xFE, 0xFF, 0x0D, 0xE0], [0xFE, 0xFF, 0xDD, 0xE0], [0, 0, 0, 0],
        [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], "SQ\0\0"u8.ToArray(), "UN\0\0"u8.ToArray(), "OB\0\0"u8.ToArray(), "UT\0\0"u8.ToArray(),
        [0xE0, 0x7F, 0x10, 0x00], [0x08, 0x00, 0x05, 0x00], [0x09, 0x00, 0x10, 0x00], [0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF],
        [0x08, 0x00, 0x40, 0x11, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    private uint _state = seed == 0 ? 1 : seed;

    public byte[] Mutate(byte[] input, byte[] other)
    {
        var bytes = new List<byte>(input);
        for (var times = 1 + Below(3); times > 0 && bytes.Count > 0; times--)
        {
            Apply(bytes, other);
        }

        return [.. bytes];
    }

    private void Apply(List<byte> bytes, byte[] other)
    {
        var at = Position(bytes.Count);
        switch (Below(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << Below(8));
                break;
            case 1:
                bytes[at] = (byte)Below(256);
                break;
            case 2:
                Overwrite(bytes, at, s_interesting[Below(s_interesting.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(1 + Below(64), bytes.Count - at));
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(1 + Below(64), bytes.Count - at)));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                var from = Position(other.Length);
                Overwrite(bytes, at, other.AsSpan(from, Math.Min(1 + Below(256), other.Length - from)));
                break;
            default:
                Nest(bytes, at);
                break;
        }
    }

    /// <summary>Many sequence headers in a row.</summary>
    private void Nest(List<byte> bytes, int at)
    {
        byte[] header = [.. s_interesting[^1], .. s_interesting[^2]];
        for (var i = Below(400); i > 0; i--)
        {
            bytes.InsertRange(at, header);
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> by)
    {
        for (var i = 0; i < by.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = by[i];
        }
    }

    /// <summary>Mostly near the beginning, where the header is.</summary>
    private int Position(int length) => length == 0 ? 0 : Below(4) == 0 ? Below(length) : Below(Math.Min(length, 2000));

    private int Below(int limit)
    {
        // xorshift32: any spread of numbers will do, so long as a seed repeats it.
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)limit);
    }
}
