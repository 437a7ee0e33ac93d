using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>A UN that begins with an item and cannot be read as items to its end was passed on as a value nobody had looked into.</summary>
public sealed class B0006_ItemsThatCannotBeRead : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Items_with_a_damaged_end_are_not_passed_on()
    {
        var items = new DicomBytes(isExplicit: false).Sequence(0x00400275, undefined: false, new DicomBytes(isExplicit: false).Text(0x00100010, "PN", HostileFile.Name)).Bytes[8..];
        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3").Element(0x00400275, "UN", [.. items, 1, 2, 3, 4]).File();
        Assert.False(_file.Run(bytes, "-*/(0010,0010)").Leaks);
    }

    [Fact]
    public void Items_nested_too_deeply_are_not_passed_on()
    {
        var inner = new DicomBytes(isExplicit: false).Text(0x00100010, "PN", HostileFile.Name);
        for (var i = 0; i < 300; i++)
        {
            inner = new DicomBytes(isExplicit: false).Sequence(0x00400275, undefined: false, inner);
        }

        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3").Element(0x00400275, "UN", inner.Bytes[8..]).File();
        Assert.False(_file.Run(bytes, "-*/(0010,0010)").Leaks);
    }

    [Fact]
    public void Big_endian_items_are_seen_too()
    {
        var items = new DicomBytes(isBig: true).Sequence(0x00400275, undefined: false, new DicomBytes(isBig: true).Text(0x00100010, "PN", HostileFile.Name)).Bytes[12..];
        var bytes = new DicomBytes(isBig: true).Text(0x00080018, "UI", "1.2.3").Element(0x00400275, "UN", items).File();
        Assert.False(_file.Run(bytes, "-*/(0010,0010)").Leaks);
    }
}
