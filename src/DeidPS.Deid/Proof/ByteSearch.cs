using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Reads bytes as text in seven encodings, one after the other: UTF-8, Latin-1, UTF-16 of both byte orders (from even and odd positions),
/// ISO-2022-JP, EUC-KR and GB18030. Encodings that would give the same text are passed over.
/// </summary>
internal sealed class ByteSearch
{
    /// <summary>Bytes looked at in one go.</summary>
    public const int Block = 64 * 1024;

    /// <summary>Bytes looked at again with the next block, so that nothing hides at the edge: more than the longest needle in any encoding.</summary>
    public const int Overlap = 512;

    private static readonly Encoding s_japanese = Page(50220);
    private static readonly Encoding s_korean = Page(51949);
    private static readonly Encoding s_chinese = Page(54936);

    private char[] _characters = new char[Block + Overlap];

    /// <summary>Searches a block.</summary>
    /// <param name="bytes">The block.</param>
    /// <param name="allUtf16">True to read it as UTF-16 also when it is ASCII throughout.</param>
    /// <param name="search">Gets each text.</param>
    public void Search(ReadOnlySpan<byte> bytes, bool allUtf16, Action<ReadOnlyMemory<char>> search)
    {
        var isAscii = !bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF);
        Decode(Encoding.UTF8, bytes, search);
        if (!isAscii)
        {
            Decode(Encoding.Latin1, bytes, search);

            // From both positions, since a stray byte before the text would shift the pairs.
            for (var from = 0; from < Math.Min(2, bytes.Length); from++)
            {
                Decode(s_korean, bytes[from..], search);
                Decode(s_chinese, bytes[from..], search);
            }
        }

        if (bytes.Contains((byte)0x1B))
        {
            Decode(s_japanese, bytes, search);
        }

        if (allUtf16 || !isAscii || bytes.Contains((byte)0))
        {
            for (var from = 0; from < Math.Min(2, bytes.Length); from++)
            {
                var pairs = MemoryMarshal.Cast<byte, ushort>(bytes[from..]);
                var characters = Room(pairs.Length);
                MemoryMarshal.Cast<ushort, char>(pairs).CopyTo(characters.Span);
                search(characters);
                BinaryPrimitives.ReverseEndianness(pairs, MemoryMarshal.Cast<char, ushort>(characters.Span));
                search(characters);
            }
        }
    }

    private void Decode(Encoding encoding, ReadOnlySpan<byte> bytes, Action<ReadOnlyMemory<char>> search)
    {
        var room = Room(encoding.GetMaxCharCount(bytes.Length));
        search(room[..encoding.GetChars(bytes, room.Span)]);
    }

    private Memory<char> Room(int length)
    {
        if (_characters.Length < length)
        {
            _characters = new char[length];
        }

        return _characters.AsMemory(0, length);
    }

    private static Encoding Page(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))
        ?? Encoding.GetEncoding(number, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
}
