using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>Clears bits in every sample of native pixel data while it is copied.</summary>
/// <param name="mask">Bits to clear; the upper half is used for samples of two bytes only.</param>
/// <param name="sampleBytes">1 or 2.</param>
/// <param name="isBigEndian">Which byte of a sample of two comes first.</param>
internal sealed class BitMaskFilter(ushort mask, int sampleBytes, bool isBigEndian) : IBulkFilter
{
    public void Apply(long offset, Span<byte> data)
    {
        var low = (byte)~mask;
        var high = sampleBytes == 1 ? low : (byte)(~mask >> 8);
        var (even, odd) = isBigEndian ? (high, low) : (low, high);
        if ((offset & 1) != 0)
        {
            (even, odd) = (odd, even);
        }

        var i = 0;
        for (; i + 1 < data.Length; i += 2)
        {
            data[i] &= even;
            data[i + 1] &= odd;
        }

        if (i < data.Length)
        {
            data[i] &= even;
        }
    }
}
