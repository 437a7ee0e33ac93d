using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>A group length that is no number carried any text through, because no rule ever names one.</summary>
public sealed class B0009_GroupLengthOfAnotherKind : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("LO", true)]
    [InlineData("UL", true)]
    [InlineData("OB", true)]
    [InlineData("", false)]
    public void A_group_length_of_other_bytes_is_not_passed_on(string vr, bool isExplicit)
    {
        var start = new DicomBytes(isExplicit).Text(0x00080018, "UI", "1.2.3");
        Assert.False(_file.Run(start.Text(0x00280000, vr, HostileFile.Name).File(), "(0010,0010) := subject").Leaks);
        var item = new DicomBytes(isExplicit).Text(0x00280000, vr, HostileFile.Name);
        Assert.False(_file.Run(new DicomBytes(isExplicit).Text(0x00080018, "UI", "1.2.3").Sequence(0x00081140, undefined: true, item).File(), "(0010,0010) := subject").Leaks);
    }
}
