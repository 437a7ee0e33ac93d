using DeidPS.Deid.Profile;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>Private elements: what is safe, and whose word counts.</summary>
public sealed partial class ProfileTests
{
    [Fact]
    public void Pitfall_10_creators_and_their_elements_stay_or_go_together()
    {
        using var after = Applied(
            ProfileOptions.RetainSafePrivate,
            Ct,
            "(0019,0010)=ZZ UNSAFE",
            "(0019,0042)=GEMS_ACQU_01",
            "(0019,0043)=SIEMENS MR HEADER",
            "(0019,1023) DS=12",
            "(0019,4223) DS=1.25",
            "(0019,42FE) LO=Smith",
            "(0019,4399) LO=Smith",
            "(0019,9901) LO=orphan",
            "(0019,0005) LO=orphan",
            "(0009,0010)=ZZ EMPTY");
        Assert.Equal(["(0019,0042)", "(0019,4223)"], after.Dataset.Where(e => e.Tag.IsPrivate).Select(e => e.Tag.ToString()));
        Assert.Equal("GEMS_ACQU_01", At(after, "(0019,0042)")?.Text);
        Assert.Equal("1.25", At(after, "(0019,4223)")?.Text);
    }

    [Fact]
    public void A_safe_element_of_another_vr_is_not_the_safe_one()
    {
        using var after = Applied(ProfileOptions.RetainSafePrivate, Ct, "(0019,0010)=GEMS_ACQU_01", "(0019,1023) LO=Smith", "(0019,109E) LO=EPI");
        Assert.Equal(["(0019,0010)", "(0019,109E)"], after.Dataset.Where(e => e.Tag.IsPrivate).Select(e => e.Tag.ToString()));
    }

    [Fact]
    public void Creators_in_items_reserve_blocks_of_their_item_only()
    {
        using var after = Applied(
            ProfileOptions.RetainSafePrivate,
            Ct,
            "(0019,0010)=GEMS_ACQU_01",
            "(0019,1023) DS=1",
            "(0008,2218)[0]/(0019,1023) DS=2",
            "(0008,2218)[1]/(0019,0010)=ZZ",
            "(0008,2218)[1]/(0019,1023) DS=3",
            "(0008,2218)[2]/(0019,0011)=GEMS_ACQU_01",
            "(0008,2218)[2]/(0019,1123) DS=4");
        Assert.Equal(["1", "4"], All(after.Dataset).Where(e => e.Tag.IsPrivate && !e.Tag.IsPrivateCreator).Select(e => e.Text!).Order(StringComparer.Ordinal));
        Assert.Empty(after.Dataset.Find(new DicomTag(0x00082218))!.Items[1]);
    }

    [Theory]
    [InlineData(false, "SAFE", null)]
    [InlineData(true, "SAFE", "Vendor words")]
    [InlineData(true, "UNSAFE", null)]
    [InlineData(true, "MIXED", "Vendor words")]
    public void The_writers_own_statement_counts_only_when_it_is_trusted(bool isTrusted, string status, string? expected)
    {
        var settings = new ProfileSettings { Options = ProfileOptions.RetainSafePrivate | ProfileOptions.RetainModifiedDates, TrustPrivateCharacteristics = isTrusted };
        using var after = Applied(
            settings,
            Ct,
            "(0010,0020)=P1",
            "(0008,0300)[0]/(0008,0301)=9",
            "(0008,0300)[0]/(0008,0302)=ZZ VENDOR",
            $"(0008,0300)[0]/(0008,0303)={status}",
            @"(0008,0300)[0]/(0008,0304)=1\4",
            "(0008,0300)[0]/(0008,0305)[0]/(0008,0306)=2",
            "(0008,0300)[0]/(0008,0305)[0]/(0008,0307)=U",
            "(0009,0010)=ZZ VENDOR",
            "(0009,1001) LO=Vendor words",
            "(0009,1002) UI=1.2.3",
            "(0009,1003) PN=Smith",
            "(0009,1004) DA=20240229");
        Assert.Equal(expected, At(after, "(0009,1001)")?.Text);
        Assert.Equal(isTrusted ? Uid("1.2.3") : null, At(after, "(0009,1002)")?.Text);
        Assert.Null(At(after, "(0009,1003)"));
        Assert.NotEqual("20240229", At(after, "(0009,1004)")?.Text);
        Assert.Equal(isTrusted, At(after, "(0008,0300)") is not null);
    }
}
