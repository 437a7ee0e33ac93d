using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Profile.Content;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Profile.Content;

/// <summary>PS3.15 E.3.4 and Table E.3.4-1.</summary>
public sealed class StructuredContentTests
{
    private const string Name = "ZZPLANT^PAT";
    private static readonly DicomTag s_content = new(0x0040A730);

    public static TheoryData<ProfileOptions> Options => [.. Enum.GetValues<ProfileOptions>()];

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_row_of_the_table_is_obeyed(ProfileOptions option)
    {
        var count = 0;
        foreach (var (key, row) in ConceptTable.Rows)
        {
            var item = Item(key.Scheme, key.Code, key.ValueType);
            using var file = File(item, Item("DCM", "999999", "CODE"));
            var context = Cleaning.Context(file);
            StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(option), context);
            Assert.Empty(context.Held);
            var items = file.Dataset.Find(s_content)!.Items;
            var code = row.Options.Where(o => o.Option == option).Select(o => (char?)o.Code).FirstOrDefault();
            var (before, after) = (ValueOf(Item(key.Scheme, key.Code, key.ValueType)), items.Count == 2 ? ValueOf(items[0]) : null);
            switch (code)
            {
                case null when row.Basic == "X":
                    Assert.Single(items);
                    break;
                case 'K':
                    Assert.Equal(before, after);
                    break;
                case 'C' when key.ValueType is "DATE" or "DATETIME":
                    Assert.Equal("20240107", after?[..8]);
                    break;
                case 'C' when key.ValueType == "TIME":
                    Assert.Equal(before, after);
                    break;
                case 'C':
                    Assert.Equal("chest *** contrast", after);
                    break;
                case null when key.ValueType is "IMAGE" or "COMPOSITE" or "WAVEFORM":
                    // The reference is the table's business: its UID is mapped there.
                    Assert.Equal(2, items.Count);
                    break;
                default:
                    Assert.NotNull(after);
                    Assert.NotEqual(before, after);
                    Assert.DoesNotContain("ZZPLANT", after, StringComparison.Ordinal);
                    break;
            }

            count++;
        }

        Assert.Equal(214, count);
    }

    [Fact]
    public void Two_options_clean_rather_than_keep()
    {
        using var file = File(Item("DCM", "121122", "TEXT"));
        StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(ProfileOptions.RetainDeviceIdentity | ProfileOptions.CleanDescriptors), Cleaning.Context(file));
        Assert.Equal("chest *** contrast", ValueOf(file.Dataset.Find(s_content)!.Items[0]));
    }

    [Theory]
    [InlineData("SRT")]
    [InlineData("SNM3")]
    [InlineData("99SDM")]
    [InlineData("SCT")]
    public void Retired_names_of_the_terminology_are_the_terminology(string scheme)
    {
        using var file = File(Item(scheme, "371524004", "TEXT"), Item(scheme, "R-42B89", "TEXT"), Item("LN", "R-42B89", "TEXT"));
        StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(ProfileOptions.None), Cleaning.Context(file));
        var left = Assert.Single(file.Dataset.Find(s_content)!.Items);
        Assert.Equal("LN", left.Find(new DicomTag(0x0040A043))!.Items[0].GetText(new DicomTag(0x00080102)));
    }

    [Theory]
    [InlineData("TEXT", ProfileOptions.None, "chest *** contrast")]
    [InlineData("PNAME", ProfileOptions.RetainFullDates, "ANONYMOUS")]
    [InlineData("DATE", ProfileOptions.None, "19000101")]
    [InlineData("DATE", ProfileOptions.RetainModifiedDates, "20240107")]
    [InlineData("DATE", ProfileOptions.RetainFullDates, "20240213")]
    [InlineData("DATETIME", ProfileOptions.RetainModifiedDates, "20240107113000.5+0100")]
    [InlineData("TIME", ProfileOptions.None, "000000")]
    [InlineData("TIME", ProfileOptions.RetainModifiedDates, "113000")]
    [InlineData("UIDREF", ProfileOptions.RetainUids, "1.2.3.4")]
    public void Concepts_nobody_lists_are_treated_as_if_they_identified(string valueType, ProfileOptions option, string expected)
    {
        using var file = File(Item("99LOCAL", "1", valueType));
        StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(option), Cleaning.Context(file));
        Assert.Equal(expected, ValueOf(file.Dataset.Find(s_content)!.Items[0]));
    }

    [Fact]
    public void Uids_of_concepts_nobody_lists_are_mapped()
    {
        using var file = File(Item("99LOCAL", "1", "UIDREF"));
        StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(ProfileOptions.None), Cleaning.Context(file));
        Assert.Equal(Cleaning.Pseudonymiser.Uid("1.2.3.4"), ValueOf(file.Dataset.Find(s_content)!.Items[0]));
    }

    [Fact]
    public void A_removed_item_takes_its_children_along_and_the_last_one_the_sequence()
    {
        var parent = Item("DCM", "121106", "TEXT");
        parent.Set(DicomElement.CreateSequence(s_content, Item("DCM", "121008", "PNAME")));
        using var file = File(parent);
        StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(ProfileOptions.None), Cleaning.Context(file));
        Assert.Null(file.Dataset.Find(s_content));
    }

    [Fact]
    public void Items_that_others_refer_to_by_place_keep_their_places()
    {
        var pointer = Item("DCM", "111001", "CODE");
        pointer.SetText(new DicomTag(0x0040DB73), @"1\2", DicomVR.UL);
        using var file = File(Item("DCM", "121106", "TEXT"), Item("DCM", "121071", "CODE"), pointer);
        StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(ProfileOptions.None), Cleaning.Context(file));
        var items = file.Dataset.Find(s_content)!.Items;
        Assert.Equal(3, items.Count);
        Assert.Equal("REMOVED", ValueOf(items[0]));
        Assert.Equal("CODE", items[1].GetText(new DicomTag(0x0040A040)));
    }

    [Fact]
    public void Values_in_items_of_another_type_and_second_values_do_not_slip_through()
    {
        var disguised = Item("99LOCAL", "1", "CODE");
        disguised.SetText(new DicomTag(0x0040A123), Name, DicomVR.PN);
        var dated = Item("99LOCAL", "1", "DATE");
        dated.Set(DicomElement.Create(new DicomTag(0x0040A121), DicomVR.OB, "ZZPLANT^"u8.ToArray()));
        var preparation = new DicomDataset();
        preparation.Set(DicomElement.CreateSequence(new DicomTag(0x00400612), Item("99LOCAL", "1", "PNAME")));
        var nested = Item("99LOCAL", "1", "CONTAINER");
        nested.Set(DicomElement.CreateSequence(new DicomTag(0x00400555), Item("99LOCAL", "1", "PNAME")));
        using var file = File(disguised, dated, nested);
        file.Dataset.Set(DicomElement.CreateSequence(new DicomTag(0x00400610), preparation));
        var rules = Cleaning.Rules(ProfileOptions.RetainFullDates);
        StructuredContent.Clean(file.Dataset.Find(s_content)!, rules, Cleaning.Context(file));
        StructuredContent.Clean(file.Dataset.Find(new DicomTag(0x00400610))!, rules, Cleaning.Context(file));
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        Assert.True(stream.ToArray().AsSpan().IndexOf("ZZPLANT"u8) < 0);
    }

    [Fact]
    public void A_value_type_without_a_rule_is_removed_and_held()
    {
        using var file = File(Item("DCM", "1", "TABLE"), Item("DCM", "1", "CODE"));
        var context = Cleaning.Context(file);
        StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(ProfileOptions.None), context);
        Assert.Single(file.Dataset.Find(s_content)!.Items);
        Assert.Equal(HeldCase.StructuredReport, Assert.Single(context.Held).Case);
    }

    [Theory]
    [InlineData("62", "a", "62")]
    [InlineData("89", "a", "89")]
    [InlineData("93", "a", "90")]
    [InlineData("1100", "mo", "1080")]
    public void A_kept_age_is_capped(string age, string unit, string expected)
    {
        var units = new DicomDataset();
        units.SetText(new DicomTag(0x00080100), unit, DicomVR.SH);
        var value = new DicomDataset();
        value.SetText(new DicomTag(0x0040A30A), age, DicomVR.DS);
        value.Set(DicomElement.CreateSequence(new DicomTag(0x004008EA), units));
        var item = Item("DCM", "121033", "NUM");
        item.Set(DicomElement.CreateSequence(new DicomTag(0x0040A300), value));
        using var file = File(item);
        StructuredContent.Clean(file.Dataset.Find(s_content)!, Cleaning.Rules(ProfileOptions.RetainPatientCharacteristics), Cleaning.Context(file));
        Assert.Equal(expected, file.Dataset.Find(s_content)!.Items[0].Find(new DicomTag(0x0040A300))!.Items[0].GetText(new DicomTag(0x0040A30A)));
    }

    [Fact]
    public void Reports_of_the_corpus_are_cleaned_and_read_by_others()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Corpus.Readable.Where(p => p.Contains("/sr/", StringComparison.Ordinal)))
        {
            using var file = DicomFile.Open(path);
            if (file.Dataset.Find(s_content) is not { } content)
            {
                continue;
            }

            var names = new HashSet<string>(StringComparer.Ordinal);
            Collect(content, names);
            StructuredContent.Clean(content, Cleaning.Rules(ProfileOptions.CleanDescriptors | ProfileOptions.RetainModifiedDates), Cleaning.Context(file));
            var left = new HashSet<string>(StringComparer.Ordinal);
            if (file.Dataset.Find(s_content) is { } cleaned)
            {
                Collect(cleaned, left);
            }

            left.Remove("ANONYMOUS");
            Assert.Empty(left.Intersect(names));
            var output = folder.File("out.dcm");
            file.Save(output, overwrite: true);
            if (ExternalProgram.DcmDump is { } dump && dump.Run("-q", path).ExitCode == 0)
            {
                Assert.Equal(0, dump.Run("-q", output).ExitCode);
            }
        }

        static void Collect(DicomElement sequence, HashSet<string> names)
        {
            foreach (var item in sequence.Items)
            {
                if (item.GetText(new DicomTag(0x0040A123)) is { Length: > 0 } name)
                {
                    names.Add(name);
                }

                if (item.Find(s_content) is { } children)
                {
                    Collect(children, names);
                }
            }
        }
    }

    private static DicomFile File(params DicomDataset[] items)
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.88.33", DicomVR.UI);
        dataset.SetText(DicomTags.SOPInstanceUID, "1.2.3.4.5", DicomVR.UI);
        dataset.Set(DicomElement.CreateSequence(s_content, items));
        return DicomEdit.Objects.Reopened(DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian));
    }

    private static DicomDataset Item(string scheme, string code, string valueType)
    {
        var concept = new DicomDataset();
        concept.SetText(new DicomTag(0x00080100), code, DicomVR.SH);
        concept.SetText(new DicomTag(0x00080102), scheme, DicomVR.SH);
        var item = new DicomDataset();
        item.SetText(new DicomTag(0x0040A010), "CONTAINS", DicomVR.CS);
        item.SetText(new DicomTag(0x0040A040), valueType, DicomVR.CS);
        item.Set(DicomElement.CreateSequence(new DicomTag(0x0040A043), concept));
        var (tag, vr, text) = valueType switch
        {
            "TEXT" => (0x0040A160u, DicomVR.UT, "chest ZZPLANT contrast"),
            "PNAME" => (0x0040A123u, DicomVR.PN, Name),
            "DATE" => (0x0040A121u, DicomVR.DA, "20240213"),
            "TIME" => (0x0040A122u, DicomVR.TM, "113000"),
            "DATETIME" => (0x0040A120u, DicomVR.DT, "20240213113000.5+0100"),
            "UIDREF" => (0x0040A124u, DicomVR.UI, "1.2.3.4"),
            _ => (0x0040DB0Du, DicomVR.UI, "1.2.3"),
        };
        item.SetText(new DicomTag(tag), text, vr);
        return item;
    }

    private static string? ValueOf(DicomDataset item) => new uint[] { 0x0040A160, 0x0040A123, 0x0040A121, 0x0040A122, 0x0040A120, 0x0040A124, 0x0040DB0D }
        .Select(t => item.GetText(new DicomTag(t))).FirstOrDefault(t => t is not null);
}
