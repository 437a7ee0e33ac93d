namespace DeidPS.Dicom;

/// <summary>Turns the byte order of a value while it is copied (PS3.5 7.3).</summary>
/// <param name="word">Bytes of a word: 2, 4 or 8.</param>
internal sealed class WordSwapFilter(int word) : IBulkFilter
{
    /// <inheritdoc/>
    public void Apply(long offset, Span<byte> data) => Swap(data, word);

    /// <summary>Turns every word; what is left of half a word stays.</summary>
    public static void Swap(Span<byte> data, int word)
    {
        switch (word)
        {
            case 2:
                var shorts = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(data);
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var integers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(data);
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(integers, integers);
                break;
            case 8:
                var longs = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(data);
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                break;
        }
    }
}
