using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>An attribute whose VR the file had changed has no text, and rules that read one passed it by without a word.</summary>
public sealed class B0001_ValueOfAnotherVR : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("*/(0010,0010) ?= subject")]
    [InlineData("(0010,0010) := subject")]
    [InlineData("*/(0010,0010) ?= \"\"")]
    public void A_name_given_as_a_sequence_is_replaced(string script)
    {
        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3")
            .Sequence(0x00100010, undefined: true, new DicomBytes().Text(0x00081030, "LO", HostileFile.Name)).File();
        Assert.False(_file.Run(bytes, script).Leaks);
    }

    [Theory]
    [InlineData("hashUIDList[*/(0020,000D)]", 0x0020000Du)]
    [InlineData("mapReferencedUIDs[\"1.2.3\", */(0020,000D)]", 0x0020000Du)]
    [InlineData("shiftDateTimeListByIncrement[{*/(0008,0020)}, dateShiftDays, \"days\"]", 0x00080020u)]
    [InlineData("shiftDateTimeSequenceByIncrement[dateShiftDays, */(0008,0020)]", 0x00080020u)]
    public void A_value_given_as_bytes_or_items_is_not_passed_over(string script, uint tag)
    {
        var name = "ZZSECRET"u8.ToArray();
        var inner = new DicomBytes().Text(0x00081030, "LO", HostileFile.Name);
        Assert.False(_file.Run(new DicomBytes().Element(tag, "OB", name).File(), script).Leaks);
        Assert.False(_file.Run(new DicomBytes().Element(tag, "OW", name).File(), script).Leaks);
        Assert.False(_file.Run(new DicomBytes().Sequence(tag, undefined: false, inner).File(), script).Leaks);
        Assert.False(_file.Run(new DicomBytes().Element(tag, "UN", [.. name, .. new byte[70_000], .. name]).File(), script).Leaks);
    }

    [Fact]
    public void A_sequence_that_an_assignment_cannot_change_holds_the_object_back()
    {
        var bytes = new DicomBytes().Sequence(0x00101002, undefined: true, new DicomBytes().Text(0x00100020, "LO", HostileFile.Name)).File();
        Assert.False(_file.Run(bytes, "*/(0010,1002) ?= \"\"").Leaks);
    }
}
