using System.Text;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>What is cleaned rather than removed: groups, graphics, texts, trees, names and dates.</summary>
public sealed partial class ProfileTests
{
    [Fact]
    public void Bytes_behind_the_last_element_are_not_carried_over()
    {
        byte[] bytes = [.. new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").Text(0x00080018, "UI", "1.2.9").File(), .. "SMITH"u8];
        using var input = DicomFile.Open(bytes);
        ProfileRun.Runner(new ProfileSettings()).Apply(input);
        using var output = new MemoryStream();
        input.WriteTo(output);
        Assert.True(output.ToArray().AsSpan().IndexOf("SMITH"u8) < 0);
    }

    [Fact]
    public void Curves_and_overlays_go_with_their_group()
    {
        using var after = Applied(
            ProfileOptions.None,
            Ct,
            "(5000,0010) US=1",
            "(5004,2500) LO=Smith",
            "(6000,0010) US=1",
            "(6002,0022) LO=Smith",
            "(6002,1500) LO=Smith",
            "(601E,3000) OW=ab",
            "(6040,0010) US=1",
            "(0008,2218)[0]/(6000,0022) LO=Smith");
        Assert.DoesNotContain(All(after.Dataset), e => e.Tag.Group >> 8 is 0x50 or 0x60);
    }

    [Fact]
    public void Cleaned_graphics_keep_curves_that_say_what_they_are()
    {
        using var after = Applied(
            ProfileOptions.CleanGraphics,
            Ct,
            "(5000,0005) US=2",
            "(5000,0020) CS=POLY",
            "(5000,0022) LO=Smith",
            "(5000,0103) US=0",
            "(5000,3000) OW=abcd",
            "(5002,0022) LO=Smith",
            "(5002,3000) OW=Smith!",
            "(6000,0010) US=1",
            "(6000,0022) LO=Smith",
            "(6000,3000) OW=ab",
            "(6000,4000) LT=Smith",
            "(6002,0022) LO=Smith");
        Assert.Equal(
            ["(5000,0005)", "(5000,0020)", "(5000,0103)", "(5000,3000)"],
            after.Dataset.Where(e => e.Tag.Group >> 8 is 0x50 or 0x60 && e.Tag.Group != 0x6000).Select(e => e.Tag.ToString()));
        Assert.DoesNotContain(after.Dataset, e => e.Text?.Contains("Smith", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Texts_of_cleaned_annotations_and_contents_stay_cleaned()
    {
        using var state = Applied(
            ProfileOptions.CleanGraphics,
            PresentationState,
            "(0070,0001)[0]/(0070,0002)=LAYER",
            "(0070,0001)[0]/(0070,0008)[0]/(0070,0006)=liver",
            "(0070,0001)[0]/(0070,0008)[1]/(0070,0006)=Smith",
            "(0070,0001)[0]/(0070,0006)=Smith",
            "(0070,0001)[0]/(0008,2218)[0]/(0070,0006)=Smith",
            "(0070,0001)[0]/(0070,0008)[1]/(0010,0010)=Smith");
        Assert.Equal("liver", At(state, "(0070,0001)[0]/(0070,0008)[0]/(0070,0006)")?.Text);
        Assert.DoesNotContain(All(state.Dataset), e => e.Text?.Contains("Smith", StringComparison.Ordinal) == true);
        using var report = Applied(
            ProfileOptions.CleanStructuredContent,
            TextReport,
            "(0040,A730)[0]/(0040,A040)=CODE",
            "(0040,A730)[0]/(0040,A168)[0]/(0008,0104)=liver",
            "(0040,A730)[0]/(0040,A168)[0]/(0010,0010)=Smith",
            "(0040,A730)[0]/(0040,A168)[0]/(0029,0010)=Smith",
            "(0040,A730)[0]/(0040,A168)[0]/(0040,A123)=Smith",
            "(0040,A730)[0]/(0040,0610)[0]/(0040,0612)[0]/(0040,A123)=Smith");
        Assert.Equal("liver", At(report, "(0040,A730)[0]/(0040,A168)[0]/(0008,0104)")?.Text);
        Assert.DoesNotContain(All(report.Dataset), e => e.Text?.Contains("Smith", StringComparison.Ordinal) == true || e.Tag.IsPrivate);
    }

    [Fact]
    public void Dimensions_that_pointed_to_private_elements_go_with_their_index_values()
    {
        using var after = Applied(
            ProfileOptions.None,
            "(0008,0016)=1.2.840.10008.5.1.4.1.1.4.1",
            "(0020,9222)[0]/(0020,9165)=(0020,9056)",
            "(0020,9222)[1]/(0020,9165)=(2005,140F)",
            "(0020,9222)[1]/(0020,9213)=Philips MR Imaging DD 005",
            "(0020,9222)[2]/(0020,9165)=(0020,9128)",
            @"(5200,9230)[0]/(0020,9111)[0]/(0020,9157)=1\2\3",
            @"(5200,9230)[1]/(0020,9111)[0]/(0020,9157)=4\5\6",
            @"(5200,9230)[2]/(0020,9111)[0]/(0020,9157)=4\5");
        Assert.Equal(2, after.Dataset.Find(new DicomTag(0x00209222))!.Items.Count);
        Assert.Equal(@"1\3", At(after, "(5200,9230)[0]/(0020,9111)[0]/(0020,9157)")?.Text);
        Assert.Equal(@"4\6", At(after, "(5200,9230)[1]/(0020,9111)[0]/(0020,9157)")?.Text);
        Assert.Equal(@"4\5", At(after, "(5200,9230)[2]/(0020,9111)[0]/(0020,9157)")?.Text);
    }

    [Fact]
    public void An_attribute_outside_its_iod_goes()
    {
        using var after = Applied(ProfileOptions.None, Ct, "(0040,A073)[0]/(0040,A075)=Smith", "(0040,1101)[0]/(0008,0100)=1", "(0040,A030)=20240229101112");
        Assert.Null(At(after, "(0040,A073)"));
        Assert.Null(At(after, "(0040,1101)"));
        Assert.Null(At(after, "(0040,A030)"));
    }

    [Fact]
    public void A_content_tree_becomes_one_remark()
    {
        using var after = Applied(
            ProfileOptions.None,
            TextReport,
            "(0040,A730)[0]/(0040,A040)=PNAME",
            "(0040,A730)[0]/(0040,A123)=Smith^John",
            "(0040,A730)[1]/(0040,A730)[0]/(0040,A160)=Smith",
            "(0040,A073)[0]/(0040,A027)=Hospital");
        Assert.Single(after.Dataset.Find(new DicomTag(0x0040A730))!.Items);
        Assert.Equal("REMOVED", At(after, "(0040,A730)[0]/(0040,A160)")?.Text);
        Assert.Equal("121106", At(after, "(0040,A730)[0]/(0040,A043)[0]/(0008,0100)")?.Text);
        Assert.True(At(after, "(0040,A073)[0]/(0040,A088)")?.IsEmpty);
    }

    [Fact]
    public void Required_references_stay_with_new_uids()
    {
        // X/Z/U*: in a CT image (0008,1140) is Type 1C in the localizer's macro, so the sequence is kept.
        using var after = Applied(ProfileOptions.None, Ct, "(0008,1140)[0]/(0008,1150)=1.2.840.10008.5.1.4.1.1.2", "(0008,1140)[0]/(0008,1155)=1.2.3");
        var expected = IodDefinition.For("1.2.840.10008.5.1.4.1.1.2").Root.TypeOf(new DicomTag(0x00081140));
        Assert.Equal(expected is AttributeType.Type1 or AttributeType.Type1C ? Uid("1.2.3") : null, At(after, "(0008,1140)[0]/(0008,1155)")?.Text);
        using var state = Applied(ProfileOptions.None, "(0008,0016)=1.2.840.10008.5.1.4.1.1.11.1", "(0008,1115)[0]/(0008,1140)[0]/(0008,1155)=1.2.3");
        Assert.Equal(Uid("1.2.3"), At(state, "(0008,1115)[0]/(0008,1140)[0]/(0008,1155)")?.Text);
    }

    [Fact]
    public void Items_have_character_sets_of_their_own()
    {
        var latin = new DicomBytes().Text(0x00080005, "CS", "ISO_IR 100").Element(0x00081048, "PN", Encoding.Latin1.GetBytes("Müller")).Element(0x00080104, "LO", Encoding.Latin1.GetBytes("Schädel "));
        var bytes = new DicomBytes()
            .Text(0x00080005, "CS", "ISO_IR 192")
            .Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .Text(0x00080018, "UI", "1.2.9")
            .Sequence(0x00082218, undefined: true, latin)
            .File();
        using var input = DicomFile.Open(bytes);
        using var after = ProfileRun.Apply(input);
        Assert.Null(At(after, "(0008,2218)[0]/(0008,1048)"));
        Assert.Equal("Schädel", At(after, "(0008,2218)[0]/(0008,0104)")?.Text);
        Assert.Equal("ISO_IR 192", At(after, "(0008,0005)")?.Text);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    public void Every_encoding_is_written_as_it_was_read(string syntax)
    {
        using var file = Objects.File(Mr, "(0010,0020)=P1", "(0008,0020)=20240229", "(0020,9222)[0]/(0020,9165)=(0020,9056)", "(0018,9073) FD=1.5", "(0008,1140)[0]/(0008,1155)=1.2.3");
        using var other = DicomFile.Create(Copy(file.Dataset), DicomTransferSyntax.Find(syntax)!);
        using var read = Objects.Reopened(other);
        using var after = ProfileRun.Apply(read, new ProfileSettings { Options = ProfileOptions.RetainFullDates });
        Assert.Equal(syntax, after.TransferSyntax.Uid);
        Assert.Equal("20240229", At(after, "(0008,0020)")?.Text);
        Assert.Equal("1.5", At(after, "(0018,9073)")?.Text);
        Assert.Equal("00209056", At(after, "(0020,9222)[0]/(0020,9165)")?.Text);
        Assert.Empty(after.Warnings);

        static DicomDataset Copy(DicomDataset dataset)
        {
            var copy = new DicomDataset();
            foreach (var element in dataset)
            {
                copy.Set(element.IsSequence ? DicomElement.CreateSequence(element.Tag, element.Items.Select(Copy)) : DicomElement.Create(element.Tag, element.VR, element.Bytes));
            }

            return copy;
        }
    }

    [Fact]
    public void Names_and_dates_outside_all_tables_are_known_by_their_vr()
    {
        string[] elements = [Ct, "(0010,0020)=P1", "(0012,9990) PN=Smith", "(0012,9991) DA=20240229", "(0012,9992) TM=101112", "(0012,9993) DT=20240229"];
        using var basic = Applied(ProfileOptions.None, elements);
        Assert.DoesNotContain(basic.Dataset, e => e.Tag.Element >= 0x9990 && e.Tag.Group == 0x12);
        using var full = Applied(ProfileOptions.RetainFullDates, elements);
        Assert.Null(At(full, "(0012,9990)"));
        Assert.Equal("20240229", At(full, "(0012,9991)")?.Text);
        using var modified = Applied(ProfileOptions.RetainModifiedDates, elements);
        Assert.NotEqual("20240229", At(modified, "(0012,9991)")?.Text);
        Assert.Equal("101112", At(modified, "(0012,9992)")?.Text);
        Assert.NotNull(At(modified, "(0012,9993)"));
    }

    [Fact]
    public void A_value_that_is_none_of_its_vr_never_stays()
    {
        // C and K fall back to the Basic Profile's code by Type: Type 2 is emptied, Type 3 removed.
        string[] elements = [Ct, "(0010,0020)=P1", "(0008,0020)=Smith", "(0008,0021)=Smith", "(0008,0030)=Smith", "(0008,0201)=Smith", "(0010,1010)=Smith", "(0018,9074) DT=20249999"];
        foreach (var options in (ProfileOptions[])[ProfileOptions.RetainModifiedDates, ProfileOptions.RetainFullDates])
        {
            using var after = Applied(options | ProfileOptions.RetainPatientCharacteristics, elements);
            Assert.True(At(after, "(0008,0020)")?.IsEmpty);
            Assert.Null(At(after, "(0008,0021)"));
            Assert.True(At(after, "(0008,0030)")?.IsEmpty);
            Assert.Null(At(after, "(0008,0201)"));
            Assert.Null(At(after, "(0010,1010)"));
            Assert.Null(options == ProfileOptions.RetainModifiedDates ? At(after, "(0018,9074)") : null);
        }
    }

    [Fact]
    public void Both_date_options_are_refused() =>
        Assert.Throws<PolicyException>(() => new ProfileStep(With(ProfileOptions.RetainFullDates | ProfileOptions.RetainModifiedDates)));

    [Theory]
    [InlineData(0x00090010u)]
    [InlineData(0x00020003u)]
    [InlineData(0x60003000u)]
    [InlineData(0xFFFAFFFAu)]
    public void What_goes_as_a_whole_has_no_action_of_its_own(uint tag) => Assert.Throws<PolicyException>(() =>
        new ProfileStep(new ProfileSettings { Overrides = new Dictionary<DicomTag, AttributeAction> { [new(tag)] = AttributeAction.Keep } }));

    [Fact]
    public void Dates_of_devices_are_cleaned_when_both_options_speak()
    {
        using var after = Applied(ProfileOptions.RetainDeviceIdentity | ProfileOptions.RetainModifiedDates, Ct, "(0010,0020)=P1", "(0018,1200)=20240229", "(0018,1000)=SN1", "(0008,1010)=CT1");
        Assert.NotEqual("20240229", At(after, "(0018,1200)")?.Text);
        Assert.Equal("SN1", At(after, "(0018,1000)")?.Text);
    }
}
