using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>Emptying a large item, and warning of many items, took time by the square of their number.</summary>
public sealed class B0008_ManyItemsChanged : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("-(0008,1140)[0]")]
    [InlineData("*/(0010,0010) ?= (0008,0050)")]
    public void A_large_sequence_ends_in_time(string script)
    {
        var item = new DicomBytes(isExplicit: false);
        for (var i = 0; i < 400_000; i++)
        {
            item.Header(0x00100010, "PN", 0);
        }

        var sequence = new DicomBytes(isExplicit: false).Tag(0xFFFEE000).UInt32((uint)item.Length).Raw(item.Bytes);
        for (var i = 0; i < 200_000; i++)
        {
            sequence.Tag(0xFFFEE000).UInt32(10).Header(0x00100010, "PN", 2).Raw((byte)'A', (byte)'B');
        }

        var bytes = new DicomBytes(isExplicit: false).Text(0x00080018, "UI", "1.2.3").Element(0x00081140, "SQ", sequence.Bytes).File();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        _file.Run(bytes, script);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed.TotalSeconds:F1} s");
    }
}
