using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>File meta information made in memory was written with a group length of 0, so that other programs read no data set.</summary>
public sealed class B0004_GroupLengthOfNewMeta
{
    [Fact]
    public void New_file_meta_information_has_its_length()
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7");
        dataset.SetText(DicomTags.SOPInstanceUID, "2.25.77");
        using var file = DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
        var written = Written.Bytes(file);
        var end = written.AsSpan().IndexOf(new byte[] { 0x08, 0x00, 0x16, 0x00 });
        Assert.Equal((uint)(end - 144), BitConverter.ToUInt32(written, 140));
        using var read = DicomFile.Open(written);
        Assert.Empty(read.Warnings);
    }
}
