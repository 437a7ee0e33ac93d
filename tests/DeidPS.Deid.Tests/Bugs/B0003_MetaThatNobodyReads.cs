using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>File meta information: second elements of a tag, a version of any bytes, and an instance the data set does not name.</summary>
public sealed class B0003_MetaThatNobodyReads : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(0x00020010u, "UI")]
    [InlineData(0x00020001u, "OB")]
    [InlineData(0x00020002u, "UI")]
    [InlineData(0x00020003u, "UI")]
    [InlineData(0x00020012u, "UI")]
    [InlineData(0x00020000u, "LO")]
    public void No_element_of_the_meta_information_keeps_a_foreign_value(uint tag, string vr)
    {
        var meta = new DicomBytes().Element(0x00020001, "OB", [0, 1]).Text(0x00020003, "UI", "1.2.3").Text(0x00020010, "UI", "1.2.840.10008.1.2.1").Text(tag, vr, HostileFile.Name);
        var start = new DicomBytes().Raw(new byte[128]).Raw("DICM"u8.ToArray()).Number(0x00020000, "UL", (uint)meta.Length).Raw(meta.Bytes);
        var dataset = new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7").Text(0x00080018, "UI", "1.2.3").Text(0x00100010, "PN", "X");
        Assert.False(_file.Run([.. start.Bytes, .. dataset.Bytes], "(0010,0010) := subject").Leaks);
    }

    [Fact]
    public void An_instance_that_only_the_meta_information_names_is_not_kept()
    {
        var meta = new DicomBytes().Element(0x00020001, "OB", [0, 1]).Text(0x00020003, "UI", HostileFile.Name).Text(0x00020010, "UI", "1.2.840.10008.1.2.1");
        var start = new DicomBytes().Raw(new byte[128]).Raw("DICM"u8.ToArray()).Number(0x00020000, "UL", (uint)meta.Length).Raw(meta.Bytes);
        var dataset = new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7").Text(0x00100010, "PN", "X");
        Assert.False(_file.Run([.. start.Bytes, .. dataset.Bytes], "(0010,0010) := subject\nhashUIDList[*/(0008,0018)]").Leaks);
    }
}
