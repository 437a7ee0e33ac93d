using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>A data set that began with group 0400 was read as big endian, in which that is group 0004, whatever its meta information said.</summary>
public sealed class B0014_FirstElementOfAHighGroup
{
    private static readonly DicomTag s_purpose = new(0x04000401);

    [Fact]
    public void A_first_element_that_the_dictionary_knows_is_in_the_syntax_that_is_named()
    {
        var dataset = new DicomBytes().Sequence(s_purpose.Value, undefined: true, new DicomBytes().Text(0x00080100, "SH", "ABCD"));
        using var file = DicomFile.Open(dataset.File());
        Assert.Empty(file.Warnings);
        Assert.Equal("ABCD", file.Dataset.Find(s_purpose)!.Items[0].GetText(new DicomTag(0x00080100)));

        var buffer = new DatasetBuffer(new MemoryBudget(1024 * 1024));
        buffer.Append(dataset.Bytes);
        using var received = DicomFile.OpenDataset(buffer, DicomTransferSyntax.ExplicitLittleEndian);
        Assert.Empty(received.Warnings);
    }
}
