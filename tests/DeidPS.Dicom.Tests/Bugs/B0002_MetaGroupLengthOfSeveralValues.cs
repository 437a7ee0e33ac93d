using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>(0002,0000) with two values ended in a FormatException that quoted them.</summary>
public sealed class B0002_MetaGroupLengthOfSeveralValues
{
    [Fact]
    public void Group_length_that_is_no_number_is_a_warning()
    {
        var meta = new DicomBytes().Raw(new byte[128]).Raw("DICM"u8.ToArray()).Element(0x00020000, "UL", new byte[8]).Text(0x00020010, "UI", "1.2.840.10008.1.2.1");
        using var file = DicomFile.Open(new DicomBytes().Raw(meta.Bytes).Text(0x00080060, "CS", "OT").Bytes);
        var warning = Assert.Single(file.Warnings);
        Assert.Equal(132, warning.Offset);
        Assert.Contains("no usable group length", warning.Message, StringComparison.Ordinal);
    }
}
