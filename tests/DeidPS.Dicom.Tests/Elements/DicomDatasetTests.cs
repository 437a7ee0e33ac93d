using DeidPS.Dicom;

namespace DeidPS.Dicom.Tests.Elements;

/// <summary>Order, duplicates, private blocks and character sets of data sets.</summary>
public sealed class DicomDatasetTests
{
    private static readonly DicomTag s_name = new(0x00100010);
    private static readonly DicomTag s_id = new(0x00100020);

    [Fact]
    public void Elements_are_kept_in_tag_order()
    {
        var dataset = new DicomDataset();
        dataset.SetText(s_id, "2");
        dataset.SetText(new DicomTag(0x00080060), "CT");
        dataset.SetText(s_name, "1");
        Assert.Equal([0x00080060u, 0x00100010u, 0x00100020u], dataset.Select(e => e.Tag.Value));
        Assert.Equal(DicomVR.PN, dataset.Find(s_name)!.VR);
    }

    [Fact]
    public void Removing_or_setting_a_tag_deals_with_every_duplicate()
    {
        var bytes = Explicit((0x00100010, "PN", "A^B "), (0x00100020, "LO", "ID"), (0x00100010, "PN", "C^D "), (0x00080050, "SH", "AC"));
        using (var file = DicomFile.Open(bytes))
        {
            Assert.Equal(2, file.Dataset.Remove(s_name));
            Assert.False(file.Dataset.Contains(s_name));
            Assert.Equal(2, file.Dataset.Count);
        }

        using (var file = DicomFile.Open(bytes))
        {
            file.Dataset.SetText(s_name, "X");
            Assert.Single(file.Dataset, e => e.Tag == s_name);
            Assert.Equal("AC", file.Dataset.GetText(new DicomTag(0x00080050)));
        }
    }

    [Fact]
    public void A_private_block_is_found_by_its_creator_or_reserved()
    {
        var dataset = new DicomDataset();
        dataset.SetText(new DicomTag(0x00290010), "OTHER", DicomVR.LO);
        Assert.Null(dataset.FindBlock(0x0029, "MINE"));
        var block = dataset.ReserveBlock(0x0029, "MINE");
        Assert.Equal(0x11, block);
        Assert.Equal(block, dataset.ReserveBlock(0x0029, "MINE "));
        Assert.Equal("MINE", dataset.CreatorOf(new DicomTag(0x0029, 0x1108)));
        Assert.Null(dataset.CreatorOf(new DicomTag(0x0029, 0x1208)));
    }

    [Fact]
    public void A_block_with_orphaned_elements_is_not_handed_out()
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomElement.Create(new DicomTag(0x00291001), DicomVR.UN, new byte[2]));
        Assert.Equal(0x11, dataset.ReserveBlock(0x0029, "MINE"));
    }

    [Fact]
    public void Items_inherit_the_character_set_unless_they_have_their_own()
    {
        var inner = new DicomDataset();
        var own = new DicomDataset();
        own.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        var outer = new DicomDataset();
        outer.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 100");
        outer.AddItem(new DicomTag(0x00400275), inner);
        outer.AddItem(new DicomTag(0x00400275), own);
        Assert.Equal(["ISO_IR 100"], inner.CharacterSet.Terms);
        Assert.Equal(["ISO_IR 192"], own.CharacterSet.Terms);
        inner.SetText(s_name, "Müller");
        own.SetText(s_name, "Müller");
        Assert.Equal(6, inner.Find(s_name)!.Bytes.Length);
        Assert.Equal(8, own.Find(s_name)!.Bytes.Length);

        // A change above reaches the items that follow it.
        outer.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        Assert.Equal(["ISO_IR 192"], inner.CharacterSet.Terms);
    }

    [Fact]
    public void A_change_in_an_item_marks_everything_around_it()
    {
        var item = new DicomDataset();
        item.SetText(s_id, "1");
        var dataset = new DicomDataset();
        dataset.AddItem(new DicomTag(0x00400275), item);
        using var stream = new MemoryStream();
        DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian).WriteTo(stream);
        using var file = DicomFile.Open(stream.ToArray());
        Assert.False(file.IsModified);
        file.Dataset[0].Items[0].Remove(s_id);
        Assert.True(file.Dataset.IsModified);
        Assert.True(file.Dataset[0].IsModified);
        Assert.Same(file.Dataset, file.Dataset[0].Items[0].Root);
        Assert.Same(file.Dataset, file.Dataset[0].Items[0].Parent);
    }

    [Fact]
    public void The_sign_dependent_attributes_are_those_of_the_dictionary()
    {
        var expected = DicomDictionary.Standard.Where(e => e.VRs.Contains(DicomVR.US) && e.VRs.Contains(DicomVR.SS)).Select(e => e.Tag.Value);
        Assert.Equal(expected.Order(), SignDependentTags.All.Order());
    }

    [Theory]
    [InlineData("(0010,0010)", true)]
    [InlineData(" 0010,0010 ", true)]
    [InlineData("00100010", true)]
    [InlineData("0010001", false)]
    [InlineData("(0010;0010)", false)]
    [InlineData("PatientName", false)]
    public void Tags_are_read_in_three_forms(string text, bool valid)
    {
        Assert.Equal(valid, DicomTag.TryParse(text, out var tag));
        Assert.Equal(valid ? s_name : default, tag);
    }

    private static byte[] Explicit(params (uint Tag, string VR, string Text)[] elements)
    {
        using var stream = new MemoryStream();
        foreach (var (tag, vr, text) in elements)
        {
            stream.Write([(byte)(tag >> 16), (byte)(tag >> 24), (byte)tag, (byte)(tag >> 8), (byte)vr[0], (byte)vr[1], (byte)text.Length, 0]);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(text));
        }

        return stream.ToArray();
    }
}
