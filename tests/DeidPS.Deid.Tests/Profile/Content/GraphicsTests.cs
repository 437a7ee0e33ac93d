using DeidPS.Deid.Profile;
using DeidPS.Deid.Profile.Content;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Profile.Content;

/// <summary>PS3.15 E.3.3.</summary>
public sealed class GraphicsTests
{
    [Fact]
    public void Texts_are_cleaned_and_geometry_stays()
    {
        using var file = DicomEdit.Objects.File(
            "(0070,0001)[0]/(0070,0002)=LAYER1",
            "(0070,0001)[0]/(0070,0008)[0]/(0070,0006)=ZZPLANT",
            @"(0070,0001)[0]/(0070,0008)[0]/(0070,0010)=1\2",
            "(0070,0001)[0]/(0070,0008)[1]/(0070,0006)=left lung ZZPLANT",
            @"(0070,0001)[0]/(0070,0009)[0]/(0070,0022)=1\2\3\4",
            "(0070,0001)[0]/(0070,0209)[0]/(0070,0006)=ZZPLANT",
            "(0070,0001)[0]/(0070,0209)[0]/(0070,0287)[0]/(0070,0289)=ZZPLANT");
        var element = file.Dataset.Find(new DicomTag(0x00700001))!;
        Assert.True(Graphics.Clean(element, Cleaning.Rules(ProfileOptions.CleanGraphics)));
        var annotation = file.Dataset.Find(new DicomTag(0x00700001))!.Items[0];
        var texts = annotation.Find(new DicomTag(0x00700008))!.Items;
        Assert.Equal(".", texts[0].GetText(new DicomTag(0x00700006)));
        Assert.Equal(@"1\2", texts[0].GetText(new DicomTag(0x00700010)));
        Assert.Equal("left lung ***", texts[1].GetText(new DicomTag(0x00700006)));
        Assert.Equal(@"1\2\3\4", annotation.Find(new DicomTag(0x00700009))!.Items[0].GetText(new DicomTag(0x00700022)));
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        Assert.True(stream.ToArray().AsSpan().IndexOf("ZZPLANT"u8) < 0);
    }

    [Theory]
    [InlineData("(6000,3000) OW=bits", "(6000,3000)", false)]
    [InlineData("(6002,4000) LT=ZZPLANT", "(6002,4000)", false)]
    [InlineData("(6002,4000) LT=lung ZZPLANT", "(6002,4000)", true)]
    [InlineData("(5000,3000) OW=0123", "(5000,3000)", true)]
    [InlineData("(5000,2500) LO=lung", "(5000,2500)", false)]
    public void Bitmaps_go_and_numbers_stay(string element, string tag, bool expected)
    {
        using var file = DicomEdit.Objects.File(element);
        Assert.Equal(expected, Graphics.Clean(DicomEdit.Objects.Find(file, tag)!, Cleaning.Rules(ProfileOptions.CleanGraphics)));
    }

    [Fact]
    public void A_curve_with_sound_goes()
    {
        using var file = DicomEdit.Objects.File("(5000,200C) OW=0123", "(5000,3000) OW=0123");
        Assert.False(Graphics.Clean(DicomEdit.Objects.Find(file, "(5000,3000)")!, Cleaning.Rules(ProfileOptions.CleanGraphics)));
    }
}
