namespace DeidPS.Dicom.Tests.Files;

/// <summary>What a data set becomes in another transfer syntax.</summary>
internal static class Transcoded
{
    public static byte[] Bytes(DicomFile file, DicomTransferSyntax target, int atATime = 81_920)
    {
        using var stream = file.DatasetStream(target, CancellationToken.None);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes, atATime);
        return bytes.ToArray();
    }

    public static DicomFile Open(DicomFile file, DicomTransferSyntax target)
    {
        var buffer = new DatasetBuffer(new MemoryBudget(1L << 30));
        buffer.Append(Bytes(file, target));
        return DicomFile.OpenDataset(buffer, target);
    }

    /// <summary>Tags and values, in little endian and whatever the VR; group lengths differ by nature.</summary>
    public static List<string> Values(DicomDataset dataset) => [.. Lines(dataset).Select(l => l.Text)];

    /// <summary>Each element with its VR, nested.</summary>
    public static IEnumerable<(DicomTag Tag, DicomVR VR, string Text)> Lines(DicomDataset dataset, string indent = "")
    {
        foreach (var element in dataset.Where(e => !e.Tag.IsGroupLength))
        {
            yield return (element.Tag, element.VR, $"{indent}{element.Tag} " + (element.IsEmpty ? "empty" : element.IsSequence ? $"{element.Items.Count} items" : Value(element)));
            foreach (var item in element.Items)
            {
                yield return (DicomTags.Item, DicomVR.None, indent + " item");
                foreach (var line in Lines(item, indent + "  "))
                {
                    yield return line;
                }
            }
        }
    }

    private static string Value(DicomElement element)
    {
        if (element.IsEncapsulated)
        {
            return string.Join(' ', element.Fragments.Select(f => f.Length));
        }

        var bytes = element.LoadBytes().ToArray();
        if (element.IsBigEndian)
        {
            WordSwapFilter.Swap(bytes, element.VR.WordSize());
        }

        if ((bytes.Length & 1) != 0)
        {
            // Encoding anew makes it even (PS3.5 7.1.1).
            bytes = [.. bytes, element.VR.PaddingByte()];
        }

        return bytes.Length < 100 ? Convert.ToHexString(bytes) : $"{bytes.Length} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))}";
    }
}
