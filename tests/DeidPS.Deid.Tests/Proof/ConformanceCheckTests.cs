using DeidPS.Deid.Proof;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Proof;

public sealed class ConformanceCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0x00080016u, null, FindingRule.MissingAttribute)]
    [InlineData(0x00080018u, "", FindingRule.MissingAttribute)]
    [InlineData(0x00120062u, null, FindingRule.DeidentificationRecord)]
    [InlineData(0x00120063u, null, FindingRule.DeidentificationRecord)]
    [InlineData(0x00280303u, null, FindingRule.DeidentificationRecord)]
    [InlineData(0x00080060u, "lower", FindingRule.ValueForm)]
    [InlineData(0x00080020u, "2020-01-0", FindingRule.ValueForm)]
    [InlineData(0x00080030u, "2561", FindingRule.ValueForm)]
    [InlineData(0x00101010u, "ANON", FindingRule.ValueForm)]
    [InlineData(0x0020000Du, "2.25.01", FindingRule.ValueForm)]
    [InlineData(0x00200010u, "a study id too long", FindingRule.ValueForm)]
    [InlineData(0x00041500u, "X", FindingRule.MisplacedGroup)]
    [InlineData(0x00290010u, "CREATOR", FindingRule.PrivateBlock)]
    [InlineData(0x00291001u, "X", FindingRule.PrivateBlock)]
    public void A_breach_is_found_and_the_sound_object_has_none(uint tag, string? value, FindingRule rule)
    {
        var key = new DicomTag(tag);
        Assert.DoesNotContain((key.ToString(), rule), Check(_ => { }));
        Assert.Contains((key.ToString(), rule), Check(dataset =>
        {
            dataset.Remove(key);
            if (value is not null)
            {
                dataset.Set(DicomElement.Create(key, key.IsPrivate || tag == 0x00041500 ? DicomVR.LO : dataset.VRFor(key), System.Text.Encoding.ASCII.GetBytes(value)));
            }
        }));
    }

    /// <summary>Conversion Type of a secondary capture is of Type 1.</summary>
    [Fact]
    public void A_required_attribute_that_originals_lacked_too_is_nobodys_fault()
    {
        var tag = new DicomTag(0x00080064);
        Write("copies/x.dcm", d => d.Remove(tag));
        Assert.Equal(FindingConfidence.Possible, Confidence(null));
        Write("whole/x.dcm", d => d.SetText(tag, "WSD", DicomVR.CS));
        Assert.Equal(FindingConfidence.Certain, Confidence("whole"));
        Write("lacking/x.dcm", d => d.Remove(tag));
        Assert.Null(Confidence("lacking"));

        FindingConfidence? Confidence(string? originals) =>
            ResidualScanTests.ScanFolder(Path.Combine(_folder.Path, "copies"), originals is null ? null : ResidualScanTests.Originals(Path.Combine(_folder.Path, originals)))
                .Where(f => f.Rule == FindingRule.MissingAttribute && f.Path == tag.ToString()).Select(f => (FindingConfidence?)f.Confidence).SingleOrDefault();
    }

    [Fact]
    public void A_value_that_had_no_legal_form_before_is_for_a_person_to_look_at_unless_it_is_a_date()
    {
        DicomTag age = new(0x00101010), birth = new(0x00100030);
        foreach (var folder in new[] { "copies", "same" })
        {
            Write(folder + "/x.dcm", d =>
            {
                d.SetText(age, "56Y", DicomVR.AS);
                d.SetText(birth, "1941/4", DicomVR.DA);
            });
        }

        Write("sound/x.dcm", d => d.SetText(age, "056Y", DicomVR.AS));
        Assert.Equal((FindingConfidence.Certain, FindingConfidence.Certain, FindingConfidence.Possible), (Confidence(age, null), Confidence(age, "sound"), Confidence(age, "same")));
        Assert.Equal(FindingConfidence.Certain, Confidence(birth, "same"));

        // Nobody takes a name for an age: what is malformed is searched as any text is.
        foreach (var folder in new[] { "named", "namesake" })
        {
            Write(folder + "/x.dcm", d =>
            {
                d.SetText(age, "Quorbanwick", DicomVR.AS);
                d.SetText(new DicomTag(0x00100010), folder == "named" ? "S1" : "Quorbanwick^X");
            });
        }

        var found = ResidualScanTests.ScanFolder(Path.Combine(_folder.Path, "named"), ResidualScanTests.Originals(Path.Combine(_folder.Path, "namesake")));
        Assert.Equal(FindingConfidence.Certain, Assert.Single(found, f => f.Rule == FindingRule.PatientName && f.Path == age.ToString()).Confidence);

        FindingConfidence Confidence(DicomTag tag, string? originals) =>
            ResidualScanTests.ScanFolder(Path.Combine(_folder.Path, "copies"), originals is null ? null : ResidualScanTests.Originals(Path.Combine(_folder.Path, originals)))
                .Single(f => f.Rule == FindingRule.ValueForm && f.Path == tag.ToString()).Confidence;
    }

    [Theory]
    [InlineData(0x00101010u, "56Y", "AS has three digits")]
    [InlineData(0x00080060u, "lower", "CS has at most 16 of A to Z")]
    [InlineData(0x00200010u, "a study id too long", "SH has at most 16 characters")]
    [InlineData(0x00080020u, "1941/4", "DA has a day as YYYYMMDD")]
    public void Of_a_value_without_legal_form_it_is_said_which_form_there_is(uint tag, string value, string form)
    {
        var key = new DicomTag(tag);
        Write("form/x.dcm", d => d.Set(DicomElement.Create(key, d.VRFor(key), System.Text.Encoding.ASCII.GetBytes(value))));
        var finding = ResidualScanTests.ScanFolder(Path.Combine(_folder.Path, "form"), null).Single(f => f.Rule == FindingRule.ValueForm && f.Path == key.ToString());
        Assert.Contains(form, finding.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void Claimed_options_must_agree_with_what_is_said_of_dates()
    {
        Assert.DoesNotContain(("(0028,0303)", FindingRule.DeidentificationRecord), Check(d => Claim(d, "113100", "REMOVED")));
        Assert.Contains(("(0028,0303)", FindingRule.DeidentificationRecord), Check(d => Claim(d, "113107", "REMOVED")));
        Assert.DoesNotContain(("(0028,0303)", FindingRule.DeidentificationRecord), Check(d => Claim(d, "113106", "UNMODIFIED")));
    }

    [Fact]
    public void References_must_lead_into_the_set_and_instances_differ()
    {
        Write("a.dcm", d => d.SetText(DicomTags.SOPInstanceUID, "2.25.1"));
        Write("b.dcm", d =>
        {
            d.SetText(DicomTags.SOPInstanceUID, "2.25.2");
            d.AddItem(new DicomTag(0x00081140), Item("2.25.1"));
            d.AddItem(new DicomTag(0x00081140), Item("2.25.99"));
        });
        Write("c.dcm", d => d.SetText(DicomTags.SOPInstanceUID, "2.25.2"));
        var findings = ResidualScanTests.ScanFolder(_folder.Path, null);
        var broken = Assert.Single(findings, f => f.Rule == FindingRule.BrokenReference);
        Assert.Equal(("b.dcm", "(0008,1140)[1]/(0008,1155)"), (broken.SourceName, broken.Path));
        Assert.Equal("c.dcm", Assert.Single(findings, f => f.Rule == FindingRule.DuplicateInstance).SourceName);

        static DicomDataset Item(string uid)
        {
            var item = new DicomDataset();
            item.SetText(new DicomTag(0x00081155), uid);
            return item;
        }
    }

    [Fact]
    public void Meta_that_contradicts_and_preamble_that_tells_are_found()
    {
        var path = Write("a.dcm", _ => { });
        var bytes = File.ReadAllBytes(path);
        bytes[5] = 1;
        var at = bytes.AsSpan().IndexOf("2.25.42"u8);
        bytes[at + 6] = (byte)'3';
        File.WriteAllBytes(path, bytes);
        var found = ResidualScanTests.ScanFolder(_folder.Path, null).Select(f => (f.Path, f.Rule)).ToHashSet();
        Assert.Contains(("preamble", FindingRule.Preamble), found);
        Assert.Contains(("(0002,0003)", FindingRule.FileMeta), found);
    }

    private static void Claim(DicomDataset dataset, string code, string temporal)
    {
        var item = new DicomDataset();
        item.SetText(new DicomTag(0x00080100), code);
        item.SetText(new DicomTag(0x00080102), "DCM");
        dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, item);
        dataset.SetText(new DicomTag(0x00280303), temporal);
    }

    private HashSet<(string Path, FindingRule Rule)> Check(Action<DicomDataset> change)
    {
        Write("x.dcm", change);
        return [.. ResidualScanTests.ScanFolder(_folder.Path, null).Select(f => (f.Path, f.Rule))];
    }

    private string Write(string name, Action<DicomDataset> change)
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7");
        dataset.SetText(DicomTags.SOPInstanceUID, "2.25.42");
        dataset.SetText(new DicomTag(0x00080020), "20200101");
        dataset.SetText(new DicomTag(0x00080030), "101112.5");
        dataset.SetText(new DicomTag(0x00080060), "OT");
        dataset.SetText(new DicomTag(0x0020000D), "2.25.43");
        dataset.SetText(new DicomTag(0x00200010), "1");
        dataset.SetText(new DicomTag(0x00101010), "045Y");
        dataset.SetText(DicomTags.PatientIdentityRemoved, "YES");
        dataset.SetText(DicomTags.DeidentificationMethod, "DeidPS");
        dataset.SetText(new DicomTag(0x00280303), "REMOVED");
        change(dataset);
        using var file = DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
        file.Save(_folder.File(name), overwrite: true);
        return _folder.File(name);
    }
}
