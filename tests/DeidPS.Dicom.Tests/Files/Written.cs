namespace DeidPS.Dicom.Tests.Files;

/// <summary>What a file becomes when it is written.</summary>
internal static class Written
{
    public static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }

    /// <summary>Forces every element through the writer: a data set that was changed and changed back.</summary>
    public static byte[] Rewritten(DicomFile file)
    {
        var tag = new DicomTag(0x0006, 0x0001);
        file.Dataset.Set(DicomElement.Create(tag, DicomVR.UL, new byte[4]));
        file.Dataset.Remove(tag);
        return Bytes(file);
    }

    /// <summary>Everything that can be seen of a data set, nested, in lines.</summary>
    public static IEnumerable<string> Lines(DicomDataset dataset, string indent = "")
    {
        foreach (var element in dataset)
        {
            var value = element.IsSequence ? $"{element.Items.Count} items" : element.IsEncapsulated ? string.Join(' ', element.Fragments.Select(f => f.Length)) : Convert.ToHexString(LittleEndian(element));
            yield return $"{indent}{element.Tag} {element.VR} {value}";
            foreach (var line in element.Items.SelectMany(item => Lines(item, indent + "  ").Prepend(indent + " item")))
            {
                yield return line;
            }
        }
    }

    private static byte[] LittleEndian(DicomElement element)
    {
        var bytes = element.LoadBytes().ToArray();
        var word = element.VR.WordSize();
        for (var i = 0; element.IsBigEndian && i + word <= bytes.Length; i += word)
        {
            bytes.AsSpan(i, word).Reverse();
        }

        return bytes;
    }
}
