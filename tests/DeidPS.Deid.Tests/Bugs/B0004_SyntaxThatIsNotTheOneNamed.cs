using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>
/// A file that says implicit VR and is explicit: the first element's VR letters made a length that swallowed the header, and when
/// the rest was zero the object passed for a sound one.
/// </summary>
public sealed class B0004_SyntaxThatIsNotTheOneNamed : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void A_header_swallowed_as_one_value_is_not_passed_on()
    {
        var bytes = new DicomBytes().Number(0x00080000, "UL", 4).Text(0x00080018, "UI", "1.2.3").Text(0x00100010, "PN", HostileFile.Name)
            .Element(0x7FE00010, "OW", new byte[600_000]).File("1.2.840.10008.1.2");
        Assert.False(_file.Run(bytes, "*/(0010,0010) ?= subject").Leaks);
    }
}
