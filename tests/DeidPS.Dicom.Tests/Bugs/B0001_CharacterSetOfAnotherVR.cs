using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>(0008,0005) with a VR whose text depends on (0008,0005) sent the decoder round in circles until the process died.</summary>
public sealed class B0001_CharacterSetOfAnotherVR
{
    [Theory]
    [InlineData("LO")]
    [InlineData("UN")]
    [InlineData("UT")]
    [InlineData("US")]
    public void Character_set_is_read_whatever_its_vr(string vr)
    {
        var bytes = new DicomBytes().Text(0x00080005, vr, "ISO_IR 100").Text(0x00100010, "PN", "ZZLEFÈVRE").File();
        using var file = DicomFile.Open(bytes);
        Assert.Equal("ZZLEFÈVRE", file.Dataset.GetText(new DicomTag(0x0010, 0x0010)));
        Assert.Equal(["ISO_IR 100"], file.Dataset.CharacterSet.Terms);
    }

    [Fact]
    public void Character_set_that_is_a_sequence_names_none()
    {
        var bytes = new DicomBytes().Sequence(0x00080005, undefined: true, new DicomBytes().Text(0x00100010, "PN", "ZZINNER")).Text(0x00100010, "PN", "ZZNAME").File();
        using var file = DicomFile.Open(bytes);
        Assert.Equal("ZZNAME", file.Dataset.GetText(new DicomTag(0x0010, 0x0010)));
        Assert.Equal("ZZINNER", file.Dataset[0].Items[0].GetText(new DicomTag(0x0010, 0x0010)));
    }
}
