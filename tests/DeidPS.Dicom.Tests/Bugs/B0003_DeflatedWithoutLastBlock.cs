using System.IO.Compression;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>A deflated data set that was cut where an element ended passed for a whole one.</summary>
public sealed class B0003_DeflatedWithoutLastBlock
{
    [Fact]
    public void Cut_stream_is_truncated()
    {
        var dataset = new DicomBytes().Text(0x00080060, "CS", "OT").Text(0x00100010, "PN", "ZZNAME");
        using var compressed = new MemoryStream();
        using var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(dataset.Bytes);

        // A flush ends a block that is not the last.
        deflate.Flush();
        var error = Assert.Throws<DicomParseException>(() => DicomFile.Open(new DicomBytes().Raw(compressed.ToArray()).File("1.2.840.10008.1.2.1.99")));
        Assert.Equal(DicomParseException.TruncatedError, error.ErrorId);

        deflate.Dispose();
        using var whole = DicomFile.Open(new DicomBytes().Raw(compressed.ToArray()).File("1.2.840.10008.1.2.1.99"));
        Assert.Equal(2, whole.Dataset.Count);
    }

    [Fact]
    public void Empty_deflated_data_set_is_written_as_a_stream()
    {
        using var file = DicomFile.Create(new DicomDataset(), DicomTransferSyntax.DeflatedExplicitLittleEndian);
        var written = Written.Bytes(file);
        Assert.Equal([3, 0], written[^2..]);
        using var read = DicomFile.Open(written);
        Assert.Empty(read.Dataset);
    }
}
