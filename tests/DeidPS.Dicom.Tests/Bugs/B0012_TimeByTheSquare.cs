using System.Diagnostics;
using System.IO.Compression;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>Files whose reading, changing or writing took time by the square of their size.</summary>
public sealed class B0012_TimeByTheSquare
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void Zeros_before_a_last_byte()
    {
        var bytes = new DicomBytes(isExplicit: false).Text(0x00080060, "CS", "OT").Raw(new byte[6_000_000]).Raw(1, 2, 3, 4, 5, 6, 7, 8).File();
        Within(() => Assert.ThrowsAny<DicomParseException>(() => DicomFile.Open(bytes).Dispose()));
    }

    [Fact]
    public void Unsorted_private_elements_without_creator()
    {
        var dataset = new DicomBytes(isExplicit: false).Text(0x00100010, "PN", "A").Text(0x00080060, "CS", "OT");
        for (var i = 0; i < 150_000; i++)
        {
            dataset.Header(0x00091000u + (uint)(i % 0xF000), "LO", 0);
        }

        var bytes = dataset.File();
        Within(() => DicomFile.Open(bytes).Dispose());
    }

    [Fact]
    public void A_tag_that_stands_very_often()
    {
        var dataset = new DicomBytes();
        for (var i = 0; i < 200_000; i++)
        {
            dataset.Text(0x00080005, "CS", string.Empty).Text(0x00100010, "PN", "A");
        }

        using var file = DicomFile.Open(dataset.File());
        Within(() => file.Dataset.SetText(new DicomTag(0x00100010), "B"));
        Assert.Equal(200_001, file.Dataset.Count);
        Within(() => file.Dataset.RemoveWhere(e => e.Tag == DicomTags.SpecificCharacterSet));
        Assert.Single(file.Dataset);
    }

    [Fact]
    public void A_group_length_that_stands_very_often()
    {
        var dataset = new DicomBytes();
        for (var i = 0; i < 60_000; i++)
        {
            dataset.Number(0x00100000, "UL", 0);
        }

        using var file = DicomFile.Open(dataset.Text(0x00100010, "PN", "A").File());
        file.Dataset.SetText(new DicomTag(0x00100010), "B");
        Within(() => Written.Bytes(file));
    }

    [Fact]
    public void Many_groups_removed()
    {
        var dataset = new DicomBytes();
        for (var i = 0; i < 200_000; i++)
        {
            dataset.Text((uint)((((i * 2) + 9) & 0xFFFD) << 16) | 0x1010, "LO", string.Empty);
        }

        using var file = DicomFile.Open(dataset.File());
        Within(() => file.Dataset.RemoveWhere(e => e.Tag.IsPrivate));
    }

    [Fact]
    public void A_deflated_data_set_of_long_values()
    {
        var dataset = new DicomBytes();
        for (var i = 0; i < 700; i++)
        {
            dataset.Element(0x54000000u + (uint)i + 1, "OB", new byte[70_000]);
        }

        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(dataset.Bytes);
        }

        var bytes = new DicomBytes().Raw(compressed.ToArray()).File("1.2.840.10008.1.2.1.99");
        Within(() => DicomFile.Open(bytes).Dispose());
    }

    private static void Within(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        Assert.True(watch.Elapsed < s_limit, $"{watch.Elapsed.TotalSeconds:F1} s");
    }
}
