using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>
/// UN values that begin with an item are tried in two encodings. Nested so that both lead to the same inner value and both fail
/// at the end, they took twice the time for each level.
/// </summary>
public sealed class B0010_ItemsTriedTwice
{
    [Fact]
    public async Task Nested_unreadable_items_end_in_time()
    {
        var inner = Level(new byte[8]);
        for (var i = 0; i < 30; i++)
        {
            inner = Level(inner);
        }

        var bytes = new DicomBytes().Element(0x00091010, "UN", inner).Text(0x00100010, "PN", "ZZNAME").File();
        var reading = Task.Run(() => Open(bytes));
        Assert.Same(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(20))));
    }

    /// <summary>An item whose first element is empty and of VR LO in explicit VR, and 20300 bytes long in implicit VR.</summary>
    private static byte[] Level(byte[] inner)
    {
        var body = new DicomBytes().Header(0x00091001, "LO", 0).Header(0x00091002, "OB", 20300 - 12 - 4).Raw(new byte[20300 - 12 - 4])
            .Tag(0x00091110).Raw("UN"u8.ToArray()).UInt16(0x1011).UInt32((uint)inner.Length).Raw(inner).Raw(1, 2, 3, 4);
        return new DicomBytes().Tag(0xFFFEE000).UInt32((uint)body.Length).Raw(body.Bytes).Bytes;
    }

    private static void Open(byte[] bytes)
    {
        try
        {
            DicomFile.Open(bytes).Dispose();
        }
        catch (DicomParseException)
        {
            // As good.
        }
    }
}
