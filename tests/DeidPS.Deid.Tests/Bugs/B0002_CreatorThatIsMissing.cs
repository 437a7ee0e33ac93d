using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>A private element whose creator is missing was looked for in block 0, where (gggg,0010) is another's creator.</summary>
public sealed class B0002_CreatorThatIsMissing : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void An_element_without_its_creator_is_missing()
    {
        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3").Text(0x00100010, "PN", "A").Text(0x00190010, "LO", "OTHER").File();
        var result = _file.Run(bytes, "if (isPresent[(0019,{MINE}10)]) { reject[] }").Result;
        Assert.Equal(DeidPS.Deid.Files.AnonymiseReason.None, result.Reason);
    }
}
