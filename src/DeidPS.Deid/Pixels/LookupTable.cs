using System.Buffers.Binary;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>A table from stored values to others (PS3.3 C.11.1.1.1 and C.7.6.3.1.5).</summary>
internal sealed class LookupTable
{
    private const int MostEntries = 65536;

    private readonly ushort[] _entries;
    private readonly int _first;

    private LookupTable(ushort[] entries, int first)
    {
        _entries = entries;
        _first = first;
    }

    /// <summary>What a stored value becomes; values before and behind the table become its first and its last entry.</summary>
    public ushort this[int stored] => _entries[Math.Clamp(stored - (long)_first, 0, _entries.Length - 1)];

    /// <summary>Reads a table; null when it is missing, or shorter than it says.</summary>
    /// <param name="dataset">The data set or item it stands in.</param>
    /// <param name="descriptor">Its number of entries, the first value and the bits of an entry.</param>
    /// <param name="data">Its entries.</param>
    /// <param name="isColour">True to bring entries of any width to 8 bits.</param>
    public static LookupTable? Of(DicomDataset dataset, uint descriptor, uint data, bool isColour)
    {
        if (FrameAttributes.Number(dataset, descriptor) is not (>= 0 and <= MostEntries and var number) || FrameAttributes.Number(dataset, descriptor, 1) is not (>= short.MinValue and <= ushort.MaxValue and var first)
            || dataset.Find(new DicomTag(data)) is not { IsSequence: false, IsEncapsulated: false, Length: > 0 and <= 4 * MostEntries } element)
        {
            return null;
        }

        var count = number is 0 ? MostEntries : (int)number;
        var bytes = element.LoadBytes().Span;

        // Entries of 8 bits are packed, or stand in words all the same.
        var isWide = bytes.Length >= 2 * count;
        if (!isWide && bytes.Length < count)
        {
            return null;
        }

        var shift = isColour && isWide && FrameAttributes.Number(dataset, descriptor, 2) is 16 ? 8 : 0;
        var entries = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            var entry = !isWide ? bytes[i] : element.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
            entries[i] = (ushort)(entry >> shift);
        }

        return new LookupTable(entries, (int)first);
    }
}
