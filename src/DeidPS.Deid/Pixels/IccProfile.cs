using System.Buffers.Binary;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// ICC profile (0028,2000), which Table E.1-1 does not list: descriptions, copyright and whatever is no colour are text by anybody. What a
/// colour conversion needs stays, at its place (ICC.1:2022 7, 10).
/// </summary>
internal static class IccProfile
{
    /// <summary>Profiles are some kilobytes; a megabyte with large tables.</summary>
    private const int MaximumLength = 4 << 20;

    private const uint Description = 0x64657363;
    private const uint MultiLocalised = 0x6D6C7563;

    /// <summary>Types that hold numbers only.</summary>
    private static readonly HashSet<uint> s_numeric =
    [
        .. ((string[])["XYZ ", "curv", "para", "sf32", "uf32", "ui08", "ui16", "ui32", "ui64", "mft1", "mft2", "mAB ", "mBA ", "mpet", "sig ", "view", "meas", "chrm", "clro", "cicp"])
            .Select(s => BinaryPrimitives.ReadUInt32BigEndian(System.Text.Encoding.ASCII.GetBytes(s))),
    ];

    /// <summary>Blanks the texts of a profile; one that cannot be understood is removed.</summary>
    public static void Clean(DicomElement element)
    {
        if (element.Dataset is not { } dataset || element.IsEmpty)
        {
            return;
        }

        var bytes = element.IsSequence || element.IsEncapsulated || element.Length > MaximumLength ? null : element.LoadBytes().ToArray();
        if (bytes is null || !Blank(bytes))
        {
            dataset.Remove(element);
        }
        else if (!bytes.AsSpan().SequenceEqual(element.LoadBytes().Span))
        {
            dataset.Set(DicomElement.Create(element.Tag, DicomVR.OB, bytes));
        }
    }

    /// <returns>False when the bytes are no sound profile.</returns>
    private static bool Blank(Span<byte> profile)
    {
        if (profile.Length < 132 || BinaryPrimitives.ReadUInt32BigEndian(profile[36..]) != 0x61637370)
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(profile);
        var count = BinaryPrimitives.ReadUInt32BigEndian(profile[128..]);
        if (size > profile.Length || size < 132 || count > 200 || 132 + (12 * count) > size)
        {
            return false;
        }

        var table = 132 + (12 * (int)count);
        var isTagData = new bool[profile.Length];
        var isText = new bool[profile.Length];
        for (var entry = 132; entry < table; entry += 12)
        {
            var start = BinaryPrimitives.ReadUInt32BigEndian(profile[(entry + 4)..]);
            var length = BinaryPrimitives.ReadUInt32BigEndian(profile[(entry + 8)..]);
            if (start < table || length < 8 || start > size || length > size - start)
            {
                return false;
            }

            // The four bytes after the type are reserved, zero, and nobody reads them.
            var range = new Range((int)start, (int)(start + length));
            isTagData.AsSpan(range).Fill(true);
            isText.AsSpan((int)start + 4, 4).Fill(true);
            MarkText(profile[range], isText.AsSpan(range));
        }

        for (var i = table; i < profile.Length; i++)
        {
            if (isText[i] || !isTagData[i])
            {
                profile[i] = 0;
            }
        }

        // Identifier of the profile: a digest of what stood here before; zero says that it was not computed.
        profile[84..100].Clear();
        profile[100..128].Clear();
        return true;
    }

    /// <summary>Marks what is text in the data of one tag; counts and lengths stay, so that readers find zeros of the same length.</summary>
    private static void MarkText(ReadOnlySpan<byte> data, Span<bool> isText)
    {
        var type = BinaryPrimitives.ReadUInt32BigEndian(data);
        if (s_numeric.Contains(type))
        {
            return;
        }

        isText[4..].Fill(true);
        if (type == Description && data.Length >= 12 && BinaryPrimitives.ReadUInt32BigEndian(data[8..]) <= data.Length - 12)
        {
            isText.Slice(8, 4).Clear();
        }
        else if (type == MultiLocalised && data.Length >= 16)
        {
            var records = BinaryPrimitives.ReadUInt32BigEndian(data[8..]);
            if (records <= (data.Length - 16) / 12 && BinaryPrimitives.ReadUInt32BigEndian(data[12..]) == 12 && AreSound(data, (int)records))
            {
                isText.Slice(8, 8 + (12 * (int)records)).Clear();
            }
        }
    }

    /// <summary>True when every record points into the strings, so that the records themselves are no text.</summary>
    private static bool AreSound(ReadOnlySpan<byte> data, int records)
    {
        for (var i = 0; i < records; i++)
        {
            var record = data.Slice(16 + (12 * i), 12);
            var length = BinaryPrimitives.ReadUInt32BigEndian(record[4..]);
            var offset = BinaryPrimitives.ReadUInt32BigEndian(record[8..]);
            if (offset < 16 + (12 * records) || offset > data.Length || length > data.Length - offset || !char.IsAsciiLetter((char)record[0]))
            {
                return false;
            }
        }

        return true;
    }
}
