using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>Builds one data set or item by keyword, so that the sample objects read like the module tables of PS3.3.</summary>
internal sealed class SampleDataset(DicomCharacterSet characterSet)
{
    /// <summary>What was built so far.</summary>
    public DicomDataset Dataset { get; } = new();

    /// <summary>Sets an attribute by keyword; text or decimal text, a backslash parts values.</summary>
    public SampleDataset Set(string keyword, string text)
    {
        var entry = Entry(keyword);
        Dataset.Set(DicomElement.CreateText(entry.Tag, entry.VR, text, characterSet));
        return this;
    }

    /// <summary>Sets a date (DA).</summary>
    public SampleDataset Set(string keyword, DateOnly day) => Set(keyword, day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    /// <summary>Sets a number.</summary>
    public SampleDataset Set(string keyword, double number) => Set(keyword, number.ToString("0.######", CultureInfo.InvariantCulture));

    /// <summary>Sets a number whose VR the dictionary leaves open ("US or SS").</summary>
    public SampleDataset Set(string keyword, DicomVR vr, string text)
    {
        Dataset.Set(DicomElement.CreateText(Entry(keyword).Tag, vr, text, characterSet));
        return this;
    }

    /// <summary>Sets a sequence; each action fills one item.</summary>
    public SampleDataset Sequence(string keyword, params Action<SampleDataset>[] items)
    {
        Dataset.Set(DicomElement.CreateSequence(Entry(keyword).Tag, items.Select(Item)));
        return this;
    }

    /// <summary>Sets a code sequence of one item (PS3.3 Table 8.8-1).</summary>
    public SampleDataset Code(string keyword, string value, string scheme, string meaning) => Sequence(keyword, item => item
        .Set("CodeValue", value).Set("CodingSchemeDesignator", scheme).Set("CodeMeaning", meaning));

    /// <summary>Sets a private attribute, reserving a block for its creator (PS3.5 7.8).</summary>
    public SampleDataset Private(ushort group, string creator, byte element, DicomVR vr, string text)
    {
        Dataset.Set(DicomElement.CreateText(PrivateTag(group, creator, element), vr, text, characterSet));
        return this;
    }

    /// <summary>Sets a private sequence.</summary>
    public SampleDataset PrivateSequence(ushort group, string creator, byte element, params Action<SampleDataset>[] items)
    {
        Dataset.Set(DicomElement.CreateSequence(PrivateTag(group, creator, element), items.Select(Item)));
        return this;
    }

    /// <summary>Sets a private attribute of bytes.</summary>
    public SampleDataset PrivateBytes(ushort group, string creator, byte element, byte[] bytes)
    {
        Dataset.Set(DicomElement.Create(PrivateTag(group, creator, element), DicomVR.OB, bytes));
        return this;
    }

    /// <summary>Sets the pixel data: 8 bit as OB, 16 bit as OW, little endian words.</summary>
    public SampleDataset Pixels(byte[] bytes, DicomVR vr)
    {
        Dataset.Set(DicomElement.Create(DicomTags.PixelData, vr, bytes));
        return this;
    }

    /// <summary>Lets a helper add to the data set.</summary>
    public SampleDataset With(Action<SampleDataset> fill)
    {
        fill(this);
        return this;
    }

    /// <summary>Sets any element.</summary>
    public SampleDataset Set(DicomElement element)
    {
        Dataset.Set(element);
        return this;
    }

    private static DictionaryEntry Entry(string keyword) =>
        DicomDictionary.FindKeyword(keyword) ?? throw new ArgumentException($"{keyword} is no keyword of PS3.6.", nameof(keyword));

    private DicomDataset Item(Action<SampleDataset> fill)
    {
        var item = new SampleDataset(characterSet);
        fill(item);
        return item.Dataset;
    }

    private DicomTag PrivateTag(ushort group, string creator, byte element) =>
        new(group, (ushort)((Dataset.ReserveBlock(group, creator) << 8) | element));
}
