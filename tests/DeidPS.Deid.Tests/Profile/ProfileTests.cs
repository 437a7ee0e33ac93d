using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>What deid-profile asks for beside the table itself; the pitfalls of its section 15 by number.</summary>
public sealed partial class ProfileTests
{
    private const string Ct = "(0008,0016)=1.2.840.10008.5.1.4.1.1.2";
    private const string PresentationState = "(0008,0016)=1.2.840.10008.5.1.4.1.1.11.1";
    private const string Mr = "(0008,0016)=1.2.840.10008.5.1.4.1.1.4";
    private const string TextReport = "(0008,0016)=1.2.840.10008.5.1.4.1.1.88.11";

    private static ProfileSettings With(ProfileOptions options) => new() { Options = options };

    private static string Uid(string uid) => ProfileRun.Pseudonymiser.Uid(uid);

    private static DicomElement? At(DicomFile file, string address) => Objects.Find(file, address);

    private static DicomFile Applied(ProfileSettings settings, params IEnumerable<string> elements) => ProfileRun.Apply(Objects.File(elements), settings);

    private static DicomFile Applied(ProfileOptions options, params IEnumerable<string> elements) => Applied(With(options), elements);

    private static IEnumerable<DicomElement> All(DicomDataset dataset) => dataset.SelectMany(e => e.Items.SelectMany(All).Prepend(e));

    [Fact]
    public void Pitfall_1_nothing_stops_at_a_depth()
    {
        const string Deep = "(0008,2218)[0]/(0008,2220)[0]/(0008,2218)[0]/(0008,2220)[0]/(0008,2218)[1]/(0008,2220)[0]";
        using var after = Applied(ProfileOptions.None, Ct, $"{Deep}/(0010,0010)=Smith^John", $"{Deep}/(0008,1155)=1.2.3", $"{Deep}/(0029,0010)=ZZ", $"{Deep}/(0029,1001) LO=Smith");
        Assert.Null(At(after, $"{Deep}/(0010,0010)"));
        Assert.Null(At(after, $"{Deep}/(0029,0010)"));
        Assert.Null(At(after, $"{Deep}/(0029,1001)"));
        Assert.Equal(Uid("1.2.3"), At(after, $"{Deep}/(0008,1155)")?.Text);
    }

    [Fact]
    public void Pitfall_2_original_attributes_and_signatures_go_at_every_level()
    {
        using var after = Applied(
            ProfileOptions.None,
            Ct,
            "(0400,0561)[0]/(0400,0550)[0]/(0010,0010)=Smith^John",
            "(FFFA,FFFA)[0]/(0400,0115) OB=ab",
            "(0008,2218)[0]/(FFFA,FFFA)[0]/(0400,0115) OB=ab",
            "(4FFE,0001)[0]/(0400,0005)=1",
            "(0008,2218)[0]/(FFFC,FFFC) OB=Smith!",
            "(FFFC,FFFC) OB=Smith!");
        Assert.DoesNotContain(All(after.Dataset), e => e.Tag.Group is 0xFFFA or 0xFFFC || e.Tag.Value is 0x04000561);
    }

    [Fact]
    public void Pitfall_3_dummies_are_legal_in_every_vr()
    {
        foreach (var vr in Enum.GetValues<DicomVR>().Where(v => v is not (DicomVR.None or DicomVR.SQ or DicomVR.UI)))
        {
            var dummy = DummyValues.Of(new DicomTag(0x00110011), vr)!.Value;
            Assert.True(dummy.Length > 0 && dummy.Length % 2 == 0, vr.ToString());
            Assert.True(vr.ValueSize() == 0 || dummy.Length % vr.ValueSize() == 0, vr.ToString());
            Assert.True(dummy.Length % vr.WordSize() == 0, vr.ToString());
            var element = DicomElement.Create(new DicomTag(0x00110011), vr, dummy);
            if (vr.IsText())
            {
                Assert.True(vr.MaximumCharacters() == 0 || element.Text!.Length <= vr.MaximumCharacters(), vr.ToString());
                DicomElement.CreateText(element.Tag, vr, element.Text!, DicomCharacterSet.Default);
            }
        }
    }

    [Fact]
    public void A_dummy_has_as_many_values_as_the_dictionary_demands()
    {
        var settings = new ProfileSettings
        {
            Overrides = new Dictionary<DicomTag, AttributeAction>
            {
                [new(0x00200032)] = AttributeAction.Dummy, [new(0x00280030)] = AttributeAction.Dummy, [new(0x00189089)] = AttributeAction.Dummy,
            },
        };
        using var after = Applied(settings, Ct, @"(0020,0032)=1\2\3", @"(0028,0030)=0.5\0.5", @"(0018,9089)=1\2\3");
        Assert.Equal(@"0\0\0", At(after, "(0020,0032)")?.Text);
        Assert.Equal(@"0\0", At(after, "(0028,0030)")?.Text);
        Assert.Equal(@"0\0\0", At(after, "(0018,9089)")?.Text);
    }

    [Fact]
    public void Pitfall_4_private_and_unknown_sequences_are_walked_or_go()
    {
        // A standard sequence as UN of undefined length in an explicit file is implicit inside; so is one of defined length.
        var name = new DicomBytes(isExplicit: false).Text(0x00081155, "UI", "1.2.3").Text(0x00100010, "PN", "Smith^John");
        var item = new DicomBytes(isExplicit: false).Sequence(0x00082218, "SQ", true, name);
        var bytes = new DicomBytes()
            .Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .Text(0x00080018, "UI", "1.2.9")
            .Sequence(0x00081250, "UN", undefined: true, item)
            .Sequence(0x00082218, "UN", undefined: false, item)
            .Text(0x00290010, "LO", "ZZ PRIVATE")
            .Sequence(0x00291010, "UN", undefined: true, item)
            .File();
        using var input = DicomFile.Open(bytes);
        using var after = ProfileRun.Apply(input);
        Assert.DoesNotContain(All(after.Dataset), e => e.Tag.IsPrivate || (e.Tag.Value == 0x00100010 && e.Text!.Contains("Smith", StringComparison.Ordinal)));
        Assert.Equal(2, All(after.Dataset).Count(e => e.Tag.Value == 0x00081155 && e.Text == Uid("1.2.3")));
    }

    [Fact]
    public void Pitfall_9_what_was_carried_out_is_claimed_and_nothing_else()
    {
        using var file = Objects.File(Ct);
        var context = ProfileRun.Step(file, With(ProfileOptions.RetainModifiedDates | ProfileOptions.RetainPatientCharacteristics));
        Assert.Equal(["113100", "113107", "113108"], context.Claims);
        Assert.Equal("MODIFIED", context.TemporalInformation);
        Assert.True(context.IsProfileApplied);
        Assert.Equal("REMOVED", ProfileRun.Step(file, new ProfileSettings()).TemporalInformation);
        Assert.Equal("UNMODIFIED", ProfileRun.Step(file, With(ProfileOptions.RetainFullDates)).TemporalInformation);
    }

    [Theory]
    [InlineData(0x00080080u, AttributeAction.Keep, ProfileOptions.None, "")]
    [InlineData(0x00080080u, AttributeAction.Keep, ProfileOptions.RetainInstitutionIdentity, "113100,113112")]
    [InlineData(0x00080080u, AttributeAction.Remove, ProfileOptions.RetainInstitutionIdentity, "113100")]
    [InlineData(0x00181030u, AttributeAction.Clean, ProfileOptions.None, "113100")]
    [InlineData(0x00181030u, AttributeAction.Clean, ProfileOptions.CleanDescriptors, "113100,113105")]
    [InlineData(0x00080060u, AttributeAction.Remove, ProfileOptions.None, "113100")]
    public void An_override_takes_away_the_claims_it_breaks(uint tag, AttributeAction action, ProfileOptions options, string claims)
    {
        var step = new ProfileStep(new ProfileSettings { Options = options, Overrides = new Dictionary<DicomTag, AttributeAction> { [new(tag)] = action } });
        Assert.Equal(claims, string.Join(',', step.Claims.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Pitfall_11_the_table_is_todays()
    {
        Assert.Equal(657, ProfileTable.Standard.Count);
        Assert.Equal("2026d", ProfileTable.Edition);
        Assert.Contains(ProfileTable.Standard, r => r.Value == 0x3004007F);
    }

    [Theory]
    [InlineData("(0010,0033)")]
    [InlineData("(0010,0034)")]
    [InlineData("(0040,1006)")]
    [InlineData("(0040,1007)")]
    [InlineData("(0042,0010)")]
    [InlineData("(0040,0400)")]
    [InlineData("(0018,1003)")]
    [InlineData("(0040,E001)")]
    [InlineData("(0008,1190)")]
    public void Pitfall_12_what_the_table_lacks_goes_too(string tag)
    {
        using var after = Applied(ProfileOptions.None, Ct, $"{tag}=12345678", $"(0008,2218)[0]/{tag}=12345678");
        Assert.Null(At(after, tag));
        Assert.Null(At(after, $"(0008,2218)[0]/{tag}"));
    }

    [Fact]
    public void The_way_to_pixels_on_another_server_is_replaced()
    {
        using var file = Objects.File(Ct, "(0028,7FE0)=https://pacs.hospital/smith");
        ProfileRun.Step(file, new ProfileSettings());
        Assert.StartsWith("urn:uuid:0", At(file, "(0028,7FE0)")?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pitfall_12_instance_uids_the_table_lacks_are_mapped()
    {
        using var after = Applied(ProfileOptions.None, Ct, "(0020,0242)=1.2.3", "(0070,031B)=1.2.3", "(0020,9312)=1.2.3", "(0008,0117)=1.2.3");
        Assert.All(["(0020,0242)", "(0070,031B)", "(0020,9312)"], tag => Assert.Equal(Uid("1.2.3"), At(after, (string)tag)?.Text));
        Assert.Equal("1.2.3", At(after, "(0008,0117)")?.Text);
        using var kept = Applied(ProfileOptions.RetainUids, Ct, "(0020,0242)=1.2.3");
        Assert.Equal("1.2.3", At(kept, "(0020,0242)")?.Text);
    }

    [Fact]
    public void Pitfall_13_every_group_of_a_name_goes()
    {
        using var after = Applied(
            new ProfileSettings { Labels = new Dictionary<DicomTag, LabelSource>() },
            TextReport,
            "(0008,0005)=ISO_IR 192",
            "(0010,0010)=Yamada^Tarou=山田^太郎=やまだ^たろう",
            @"(0010,1001)=A^B\C^D",
            "(0040,A073)[0]/(0040,A075)=Yamada^Tarou=山田^太郎=やまだ^たろう",
            "(0040,A491)=COMPLETE",
            "(0010,0012) LT=Taro");
        Assert.True(At(after, "(0010,0010)")?.IsEmpty);
        Assert.Null(At(after, "(0010,1001)"));
        Assert.Null(At(after, "(0010,0012)"));
        Assert.Equal("ANONYMOUS", At(after, "(0040,A073)[0]/(0040,A075)")?.Text);
    }

    [Fact]
    public void Pitfall_14_names_in_descriptions_go()
    {
        using var after = Applied(
            ProfileOptions.None,
            Ct,
            "(0008,1030)=CT of J Smith",
            "(0008,103E)=Smith axial",
            "(0018,1030)=Smith protocol",
            "(0020,4000)=Smith",
            "(0032,1060)=Smith");
        Assert.DoesNotContain(All(after.Dataset), e => e.Text?.Contains("Smith", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Pitfall_16_what_the_iod_requires_is_replaced_and_reported()
    {
        string[] elements = [PresentationState, "(0070,0082)=20240229", "(0070,0083)=101112", "(0070,0080)=SMITH", "(0070,0081)=Smith"];
        using var file = Objects.File(elements);
        var context = ProfileRun.Step(file, new ProfileSettings());
        Assert.Equal("19000101", At(file, "(0070,0082)")?.Text);
        Assert.Equal("000000", At(file, "(0070,0083)")?.Text);
        Assert.True(At(file, "(0070,0081)")?.IsEmpty);
        Assert.Equal([new DicomTag(0x00700082), new DicomTag(0x00700083)], context.RequiredReplaced);
        using var strict = Applied(new ProfileSettings { Strict = true }, elements);
        Assert.Null(At(strict, "(0070,0082)"));
    }

    [Fact]
    public void Pitfall_17_pixel_data_pass_through()
    {
        var pixels = Enumerable.Range(0, 512).Select(i => (byte)(i * 7)).ToArray();
        var fragments = new DicomBytes().Tag(0xFFFEE000).UInt32(0).Tag(0xFFFEE000).UInt32(512).Raw(pixels).Tag(0xFFFEE0DD).UInt32(0);
        DicomBytes Header() => new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").Text(0x00080018, "UI", "1.2.9").Text(0x00100010, "PN", "Smith^John");
        foreach (var bytes in (byte[][])[
            Header().Element(0x7FE00010, "OW", pixels).File(),
            Header().Header(0x7FE00010, "OB", uint.MaxValue).Raw(fragments.Bytes).File("1.2.840.10008.1.2.4.70")])
        {
            using var input = DicomFile.Open(bytes);
            ProfileRun.Runner(new ProfileSettings()).Apply(input);
            using var output = new MemoryStream();
            input.WriteTo(output);
            Assert.True(output.ToArray().AsSpan().IndexOf(pixels) > 0);
            Assert.True(output.ToArray().AsSpan().IndexOf("Smith"u8) < 0);
        }
    }

    [Fact]
    public void Groups_that_have_no_place_in_a_data_set_go()
    {
        var item = new DicomBytes().Text(0x00020003, "UI", "1.2.3").Text(0x00041500, "CS", "SMITH").Text(0x00081155, "UI", "1.2.3");
        var bytes = new DicomBytes()
            .Text(0x00001000, "UI", "1.2.3")
            .Text(0x00041130, "CS", "SMITH")
            .Number(0x00080000, "UL", 4)
            .Number(0x00080001, "UL", 4)
            .Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2")
            .Text(0x00080018, "UI", "1.2.9")
            .Sequence(0x00082218, undefined: true, item)
            .Number(0x00290000, "UL", 4)
            .File();
        using var input = DicomFile.Open(bytes);
        using var after = ProfileRun.Apply(input);
        Assert.DoesNotContain(All(after.Dataset), e => e.Tag.IsGroupLength || e.Tag.Group < 8 || e.Tag.Value == 0x00080001);
        Assert.Contains(All(after.Dataset), e => e.Tag.Value == 0x00081155);
    }

    [Fact]
    public void Labels_come_from_the_run_else_from_the_key()
    {
        string[] elements = [Ct, "(0010,0010)=Smith^John", "(0010,0020)=P1", "(0008,0050)=A1", "(0020,0010)=S1", "(0008,1030)=Head"];
        var settings = new ProfileSettings
        {
            Labels = new Dictionary<DicomTag, LabelSource>(ProfileSettings.DefaultLabels) { [new(0x00081030)] = LabelSource.Project },
        };
        using var pseudonyms = ProfileRun.Apply(Objects.File(elements), settings);
        var label = At(pseudonyms, "(0010,0020)")?.Text;
        Assert.Equal(16, label?.Length);
        Assert.Equal(label, At(pseudonyms, "(0010,0010)")?.Text);
        Assert.Equal(ProfileRun.Pseudonymiser.AccessionNumber("A1"), At(pseudonyms, "(0008,0050)")?.Text);
        Assert.Equal(ProfileRun.Pseudonymiser.StudyId("S1"), At(pseudonyms, "(0020,0010)")?.Text);
        Assert.Null(At(pseudonyms, "(0008,1030)"));

        var context = new PolicyContext { Variables = new Dictionary<string, string> { ["subject"] = "SUBJ_01", ["session"] = "SUBJ_01_A_VERY_LONG_SESSION", ["project"] = "LUNG" } };
        using var labels = ProfileRun.Apply(Objects.File(elements), settings, context);
        Assert.Equal("SUBJ_01", At(labels, "(0010,0010)")?.Text);
        Assert.Equal("SUBJ_01", At(labels, "(0010,0020)")?.Text);
        Assert.Equal(ProfileRun.Pseudonymiser.AccessionNumber("SUBJ_01_A_VERY_LONG_SESSION"), At(labels, "(0008,0050)")?.Text);
        Assert.Equal("LUNG", At(labels, "(0008,1030)")?.Text);

        using var added = ProfileRun.Apply(Objects.File(Ct), settings, context);
        Assert.Equal("SUBJ_01", At(added, "(0010,0010)")?.Text);
    }

    [Fact]
    public void A_label_that_is_not_legal_is_not_written()
    {
        PolicyContext Given(string subject) => new() { Variables = new Dictionary<string, string> { ["subject"] = subject, ["session"] = "Ä", ["project"] = "Unassigned" } };
        Assert.Throws<PolicyException>(() => ProfileRun.Runner(new ProfileSettings(), Given(@"a\b")));
        Assert.Throws<PolicyException>(() => ProfileRun.Runner(new ProfileSettings(), Given(new string('a', 65))));
        using var after = ProfileRun.Apply(Objects.File(Ct, "(0010,0020)=P1", "(0008,0050)=A1"), new ProfileSettings(), Given("Unknown"));
        Assert.Equal(16, At(after, "(0010,0020)")?.Text?.Length);
        Assert.Equal(16, At(after, "(0008,0050)")?.Text?.Length);
    }

    [Fact]
    public void Meanings_of_local_codes_keep_listed_words_only()
    {
        using var after = Applied(
            ProfileOptions.CleanDescriptors,
            Ct,
            "(0008,1084)[0]/(0008,0100)=1",
            "(0008,1084)[0]/(0008,0102)=99HOSPITAL",
            "(0008,1084)[0]/(0008,0104)=Smith",
            "(0008,1084)[1]/(0008,0104)=liver",
            "(0008,1084)[2]/(0008,0102)=SCT",
            "(0008,1084)[2]/(0008,0104)=Fistula");
        Assert.Equal("ANONYMIZED", At(after, "(0008,1084)[0]/(0008,0104)")?.Text);
        Assert.Equal("liver", At(after, "(0008,1084)[1]/(0008,0104)")?.Text);
        Assert.Equal("Fistula", At(after, "(0008,1084)[2]/(0008,0104)")?.Text);
    }

    [Fact]
    public void A_second_pass_changes_what_comes_from_the_key_and_nothing_else()
    {
        var settings = new ProfileSettings { Base = ProfileBase.Pseudonyms, Options = ProfileOptions.RetainModifiedDates, Labels = new Dictionary<DicomTag, LabelSource>() };
        using var file = Objects.File(
            Ct, "(0010,0020)=P1", "(0010,0010)=P1", "(0008,0018)=1.2.3", "(0008,0020)=20240229", "(0008,0030)=101112", "(0008,1030)=Head", "(0008,0080)=Hospital", "(0009,0010)=ZZ", "(0009,1001) LO=a", "(0009,1002) UI=1.2.4", "(0009,1003) DA=20240229", "(0008,2218)[0]/(0008,1155)=1.2.3");
        var context = ProfileRun.Step(file, settings);
        Assert.Empty(context.Claims);
        Assert.False(context.IsProfileApplied);
        Assert.Equal("MODIFIED", context.TemporalInformation);
        Assert.Equal(Uid("1.2.3"), At(file, "(0008,2218)[0]/(0008,1155)")?.Text);
        Assert.Equal(Uid("1.2.4"), At(file, "(0009,1002)")?.Text);
        Assert.Equal(At(file, "(0008,0020)")?.Text, At(file, "(0009,1003)")?.Text);
        Assert.NotEqual("20240229", At(file, "(0008,0020)")?.Text);
        Assert.Equal("101112", At(file, "(0008,0030)")?.Text);
        Assert.Equal("Head", At(file, "(0008,1030)")?.Text);
        Assert.Equal("Hospital", At(file, "(0008,0080)")?.Text);
        Assert.Equal("P1", At(file, "(0010,0010)")?.Text);
        Assert.Equal("a", At(file, "(0009,1001)")?.Text);
    }

    [Fact]
    public void Everything_that_decides_changes_the_digest()
    {
        ProfileSettings[] all =
        [
            new(), With(ProfileOptions.RetainUids), new() { Strict = true }, new() { MaximumAge = null }, new() { Times = TimeHandling.Remove }, new() { Base = ProfileBase.Pseudonyms },
            new() { TrustPrivateCharacteristics = true }, new() { Labels = new Dictionary<DicomTag, LabelSource>() },
            new() { Overrides = new Dictionary<DicomTag, AttributeAction> { [new(0x00080060)] = AttributeAction.Remove } },
            new() { Overrides = new Dictionary<DicomTag, AttributeAction> { [new(0x00080060)] = AttributeAction.Empty } },
        ];
        Assert.Equal(all.Length, all.Select(s => new ProfileStep(s).Digest).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Deep_hostile_nesting_takes_time_by_its_size()
    {
        var content = new DicomBytes().Text(0x0040A040, "CS", "CONTAINER");
        for (var i = 0; i < 60; i++)
        {
            content = new DicomBytes().Text(0x00081155, "UI", "1.2.3").Sequence(0x00082218, undefined: false, content, content.Length < 4000 ? content : new DicomBytes());
        }

        var bytes = new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.88.11").Text(0x00080018, "UI", "1.2.9").Sequence(0x00082218, undefined: false, content).File();
        using var input = DicomFile.Open(bytes);
        using var after = ProfileRun.Apply(input);
        Assert.DoesNotContain(All(after.Dataset), e => e.Text == "1.2.3");
    }
}
