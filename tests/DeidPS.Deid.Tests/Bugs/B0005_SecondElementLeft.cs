using DeidPS.Deid.Files;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>An attribute that stands twice, first empty: only the first was asked whether a rule had left it as it was.</summary>
public sealed class B0005_SecondElementLeft : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void A_second_element_that_was_left_holds_the_object_back()
    {
        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3").Text(0x00100010, "PN", string.Empty).Text(0x00100010, "PN", HostileFile.Name).File();
        var (result, leaks) = _file.Run(bytes, "*/(0010,0010) ?= (0008,0050)");
        Assert.False(leaks);
        Assert.Equal(AnonymiseReason.Review, result.Reason);
    }

    [Fact]
    public void The_message_stays_short_however_many_were_left()
    {
        var items = Enumerable.Range(0, 5000).Select(_ => new DicomBytes().Text(0x00100010, "PN", HostileFile.Name)).ToArray();
        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3").Sequence(0x00081140, undefined: false, items).File();
        var (result, _) = _file.Run(bytes, "*/(0010,0010) ?= (0008,0050)");
        Assert.Equal(AnonymiseReason.Review, result.Reason);
        Assert.True(result.Message!.Length < 1000);
    }
}
