using DeidPS.Deid.Profile;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>UIDs: all of them, everywhere, the same.</summary>
public sealed partial class ProfileTests
{
    [Fact]
    public void Pitfall_5_all_values_of_a_uid_attribute_are_mapped()
    {
        using var after = Applied(ProfileOptions.None, Ct, @"(0008,3010)=1.2.3\1.2.840.10008.1.1\1.2.4");
        Assert.Equal($@"{Uid("1.2.3")}\1.2.840.10008.1.1\{Uid("1.2.4")}", At(after, "(0008,3010)")?.Text);
    }

    [Fact]
    public void Uids_are_trimmed_before_they_are_mapped()
    {
        var bytes = new DicomBytes()
            .Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .Text(0x00080018, "UI", "1.2.9")
            .Element(0x0020000D, "UI", "1.2.3 "u8.ToArray())
            .Element(0x0020000E, "UI", "1.2.3\0"u8.ToArray())
            .Element(0x00200052, "UI", [])
            .File();
        using var input = DicomFile.Open(bytes);
        using var after = ProfileRun.Apply(input);
        Assert.Equal(Uid("1.2.3"), At(after, "(0020,000D)")?.Text);
        Assert.Equal(Uid("1.2.3"), At(after, "(0020,000E)")?.Text);
        Assert.True(At(after, "(0020,0052)")?.IsEmpty);
    }

    [Theory]
    [InlineData(ProfileOptions.None)]
    [InlineData(ProfileOptions.RetainUids)]
    public void Pitfall_6_file_meta_names_the_new_instance(ProfileOptions options)
    {
        using var after = Applied(options, Ct, "(0008,0018)=1.2.3");
        Assert.Equal(options == ProfileOptions.None ? Uid("1.2.3") : "1.2.3", after.Dataset.GetText(DicomTags.SOPInstanceUID));
        Assert.Equal(after.Dataset.GetText(DicomTags.SOPInstanceUID), after.FileMeta!.GetText(DicomTags.MediaStorageSOPInstanceUID));
    }

    [Fact]
    public void Pitfall_7_references_resolve_and_series_share_their_frame_of_reference()
    {
        using var image = Applied(ProfileOptions.None, Ct, "(0008,0018)=1.2.3", "(0020,0052)=1.2.77", "(0020,000E)=1.2.5");
        using var state = Applied(
            ProfileOptions.None,
            PresentationState,
            "(0008,1115)[0]/(0020,000E)=1.2.5",
            "(0008,1115)[0]/(0008,1140)[0]/(0008,1150)=1.2.840.10008.5.1.4.1.1.2",
            "(0008,1115)[0]/(0008,1140)[0]/(0008,1155)=1.2.3");
        using var structures = Applied(
            ProfileOptions.None,
            "(0008,0016)=1.2.840.10008.5.1.4.1.1.481.3",
            "(3006,0010)[0]/(0020,0052)=1.2.77",
            "(3006,0010)[0]/(3006,0012)[0]/(3006,0014)[0]/(3006,0016)[0]/(0008,1155)=1.2.3");
        var instance = image.Dataset.GetText(DicomTags.SOPInstanceUID);
        Assert.Equal(instance, At(state, "(0008,1115)[0]/(0008,1140)[0]/(0008,1155)")?.Text);
        Assert.Equal("1.2.840.10008.5.1.4.1.1.2", At(state, "(0008,1115)[0]/(0008,1140)[0]/(0008,1150)")?.Text);
        Assert.Equal(At(image, "(0020,000E)")?.Text, At(state, "(0008,1115)[0]/(0020,000E)")?.Text);
        Assert.Equal(instance, At(structures, "(3006,0010)[0]/(3006,0012)[0]/(3006,0014)[0]/(3006,0016)[0]/(0008,1155)")?.Text);
        Assert.Equal(At(image, "(0020,0052)")?.Text, At(structures, "(3006,0010)[0]/(0020,0052)")?.Text);
    }
}
