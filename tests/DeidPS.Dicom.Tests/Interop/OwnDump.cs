using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>Our reading of a file in the form of <see cref="DumpLine"/>.</summary>
internal static class OwnDump
{
    public static List<DumpLine> Lines(DicomFile file)
    {
        var lines = new List<DumpLine>();
        foreach (var dataset in new[] { file.FileMeta, file.Dataset })
        {
            if (dataset is not null)
            {
                Add(lines, dataset, 0);
            }
        }

        return lines;
    }

    /// <summary>Our bytes as dcmdump prints a value of a VR.</summary>
    public static string Render(DicomElement element, string vr, bool decoded)
    {
        if (element.IsSequence || element.IsEncapsulated)
        {
            return string.Empty;
        }

        if (element.VR.ToString() == vr && (element.VR.IsBinaryNumber() || (element.VR.IsText() && (decoded || !element.VR.UsesCharacterSet()))))
        {
            return element.Text!;
        }

        var bytes = element.LoadBytes().Span;
        return vr switch
        {
            "OB" or "UN" => Hex(bytes, 1, false),
            "OW" => Hex(bytes, 2, element.IsBigEndian),
            "OL" => Hex(bytes, 4, element.IsBigEndian),
            "OV" => Hex(bytes, 8, element.IsBigEndian),
            "OF" => Numbers(bytes, 4, b => BinaryPrimitives.ReadSingleLittleEndian(b), element.IsBigEndian),
            "OD" => Numbers(bytes, 8, b => BinaryPrimitives.ReadDoubleLittleEndian(b), element.IsBigEndian),
            "FD" => Numbers(bytes, 8, b => BinaryPrimitives.ReadDoubleLittleEndian(b), element.IsBigEndian),
            "FL" => Numbers(bytes, 4, b => BinaryPrimitives.ReadSingleLittleEndian(b), element.IsBigEndian),
            "US" => Numbers(bytes, 2, b => BinaryPrimitives.ReadUInt16LittleEndian(b), element.IsBigEndian),
            "SS" => Numbers(bytes, 2, b => BinaryPrimitives.ReadInt16LittleEndian(b), element.IsBigEndian),
            "UL" => Numbers(bytes, 4, b => BinaryPrimitives.ReadUInt32LittleEndian(b), element.IsBigEndian),
            "SL" => Numbers(bytes, 4, b => BinaryPrimitives.ReadInt32LittleEndian(b), element.IsBigEndian),
            _ => Encoding.Latin1.GetString(bytes),
        };
    }

    private static void Add(List<DumpLine> lines, DicomDataset dataset, int depth)
    {
        // dcmdump sorts and keeps the first of several elements of one tag; a sound data set needs neither (PS3.5 7.1).
        foreach (var element in dataset.OrderBy(e => e.Tag.Value).DistinctBy(e => e.Tag))
        {
            lines.Add(Line(dataset, depth, element.Tag, element.VR.ToString(), element.Length, element));
            foreach (var item in element.Items)
            {
                lines.Add(Line(item, depth + 1, DicomTags.Item, "na", ItemLength(item), null));
                Add(lines, item, depth + 2);
            }

            foreach (var fragment in element.Fragments)
            {
                lines.Add(Line(dataset, depth + 1, DicomTags.Item, "pi", fragment.Length, null));
            }
        }
    }

    private static DumpLine Line(DicomDataset dataset, int depth, DicomTag tag, string vr, long length, DicomElement? element) => new(depth, tag, vr, length, null, element)
    {
        IsInUnknown = Ancestors(dataset).Any(s => s.VR == DicomVR.UN && s.Length >= 0),
        IsInImplicitPrivateSequence = Ancestors(dataset).Any(s => s.Tag.IsPrivate && s.Length >= 0 && s.Dataset is { Encoding.IsExplicitVR: false }),
    };

    private static IEnumerable<DicomElement> Ancestors(DicomDataset dataset)
    {
        for (var sequence = dataset.ParentElement; sequence is not null; sequence = sequence.Dataset?.ParentElement)
        {
            yield return sequence;
        }
    }

    private static long ItemLength(DicomDataset item)
    {
        var framing = item.Framing!.Value;
        return framing.HasUndefinedLength ? -1 : framing.End - framing.Start - 8;
    }

    private static string Hex(ReadOnlySpan<byte> bytes, int size, bool bigEndian)
    {
        var text = new StringBuilder();
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i + size <= bytes.Length; i += size)
        {
            bytes.Slice(i, size).CopyTo(word);
            if (!bigEndian)
            {
                word[..size].Reverse();
            }

            text.Append(i > 0 ? "\\" : "").Append(Convert.ToHexStringLower(word[..size]));
        }

        return text.ToString();
    }

    private delegate double Reader(ReadOnlySpan<byte> bytes);

    private static string Numbers(ReadOnlySpan<byte> bytes, int size, Reader read, bool bigEndian)
    {
        var numbers = new List<string>();
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i + size <= bytes.Length; i += size)
        {
            bytes.Slice(i, size).CopyTo(word);
            if (bigEndian)
            {
                word[..size].Reverse();
            }

            numbers.Add(read(word).ToString("R", CultureInfo.InvariantCulture));
        }

        return string.Join('\\', numbers);
    }
}
