using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>A UN of undefined length is little endian inside; when an item was changed, its last delimiter was written big endian.</summary>
public sealed class B0011_BigEndianUnknownSequence
{
    private static readonly DicomTag s_sequence = new(0x00081140);

    [Fact]
    public void Delimiter_of_a_changed_unknown_sequence_is_little_endian()
    {
        var items = new DicomBytes(isExplicit: false).Sequence(0x00081140, undefined: true, new DicomBytes(isExplicit: false).Text(0x00100010, "PN", "A")).Bytes[8..];
        var bytes = new DicomBytes(isBig: true).Header(s_sequence.Value, "UN", uint.MaxValue).Raw(items).Text(0x00100020, "LO", "ID").File();
        using var file = DicomFile.Open(bytes);
        file.Dataset.Find(s_sequence)!.Items[0].SetText(new DicomTag(0x00100010), "BB");
        using var read = DicomFile.Open(Written.Bytes(file));
        Assert.Empty(read.Warnings);
        Assert.Equal("BB", read.Dataset.Find(s_sequence)!.Items[0].GetText(new DicomTag(0x00100010)));
        Assert.Equal("ID", read.Dataset.GetText(new DicomTag(0x00100020)));
    }

    [Fact]
    public void New_item_of_an_unknown_sequence_is_encoded_as_its_neighbours()
    {
        var items = new DicomBytes().Sequence(0x00081140, undefined: false, new DicomBytes().Text(0x00100010, "PN", "A")).Bytes[12..];
        using var file = DicomFile.Open(new DicomBytes().Element(s_sequence.Value, "UN", items).File());
        var item = new DicomDataset();
        item.SetText(new DicomTag(0x00100010), "BB");
        file.Dataset.AddItem(s_sequence, item);
        using var read = DicomFile.Open(Written.Bytes(file));
        Assert.Equal(["A", "BB"], read.Dataset.Find(s_sequence)!.Items.Select(i => i.GetText(new DicomTag(0x00100010))));
    }
}
