namespace DeidPS.Dicom.Tests.Elements;

/// <summary>Fragments are read in pieces and blanked in place (PS3.5 A.4).</summary>
public sealed class FragmentTests
{
    [Fact]
    public void Ranges_in_any_order_become_zeros_and_nothing_else_changes()
    {
        var random = new Random(19);
        byte[][] frames = [Noise(random, 700_000), Noise(random, 2), Noise(random, 300_000)];
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7", DicomVR.UI);
        dataset.SetText(DicomTags.SOPInstanceUID, "1.2.3", DicomVR.UI);
        var element = EncapsulatedPixels.Create(frames);
        dataset.Set(element);
        using var file = DicomFile.Create(dataset, DicomTransferSyntax.Find("1.2.840.10008.1.2.5")!);
        var before = Bytes(file);
        for (var i = 0; i < 200; i++)
        {
            var fragment = random.Next(1, 4);
            var frame = frames[fragment - 1];
            var start = random.Next(frame.Length);
            var length = Math.Min(random.Next(20_000), frame.Length - start);
            element.BlankFragment(fragment, start, length);
            frame.AsSpan(start, length).Clear();
        }

        var after = Bytes(file);
        Assert.Equal(before.Length, after.Length);
        using var read = DicomFile.Open(after);
        var written = read.Dataset.Find(DicomTags.PixelData)!;
        Assert.Equal(4, written.Fragments.Count);
        for (var i = 0; i < 3; i++)
        {
            var bytes = new byte[frames[i].Length + 5];
            Assert.Equal(frames[i].Length, written.ReadFragment(i + 1, 0, bytes));
            Assert.Equal(frames[i], bytes[..^5]);
        }
    }

    [Fact]
    public void Ranges_outside_a_fragment_are_refused()
    {
        var element = EncapsulatedPixels.Create([new byte[10]]);
        Assert.Throws<ArgumentOutOfRangeException>(() => element.BlankFragment(1, 5, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => element.BlankFragment(1, -1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => element.BlankFragment(1, 11, 0));
        Assert.Equal(0, element.ReadFragment(1, 10, new byte[4]));
        Assert.False(element.IsModified && element.Dataset is { IsModified: true });
    }

    [Fact]
    public void Items_that_go_leave_the_others_in_order()
    {
        var dataset = new DicomDataset();
        var items = Enumerable.Range(0, 5).Select(_ => new DicomDataset()).ToArray();
        var element = DicomElement.CreateSequence(new DicomTag(0x00081140), items);
        dataset.Set(element);
        Assert.Equal(2, element.RemoveItems(i => i.ItemIndex is 1 or 3));
        Assert.Equal([items[0], items[2], items[4]], element.Items);
        Assert.Equal([0, 1, 2], element.Items.Select(i => i.ItemIndex));
    }

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }
}
