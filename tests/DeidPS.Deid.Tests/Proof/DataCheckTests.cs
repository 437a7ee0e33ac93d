using System.Text.RegularExpressions;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Proof;
using DeidPS.Deid.Tests.Policies;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Proof;

/// <summary>What a data check finds in a study, and how much it says it matters.</summary>
public sealed class DataCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _number;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_clean_study_has_no_finding()
    {
        var check = Check(null, _ => { }, _ => { });
        Assert.Empty(check.Findings);
        Assert.Equal(2, check.Instances);
    }

    [Fact]
    public void Findings_are_summed_up_over_instances_and_masked()
    {
        var check = Check(null, Mail, Mail, _ => { });
        var finding = Assert.Single(check.Findings);
        Assert.Equal(("(0008,103E)", FindingRule.Email, DataSeverity.High, 2, 2, null), (finding.Path, finding.Rule, finding.Severity, finding.Count, finding.Instances, finding.Value));
        Assert.Equal("J***", finding.Masked);
        Assert.DoesNotContain("jane", finding.ToString(), StringComparison.Ordinal);

        static void Mail(DicomDataset d) => d.SetText(DicomTags.SeriesDescription, "jane.roe@example.org");
    }

    [Fact]
    public void Of_a_rule_the_gravest_are_kept_in_a_file_and_over_all_files()
    {
        // Eleven digits may be a telephone number; grouped they are one.
        var check = Check(null, Many, Many, d => d.SetText(DicomTags.SeriesDescription, "07700 900123"));
        Assert.Equal((50, 2), (check.Findings.Count, check.Findings.Count(f => f.Severity == DataSeverity.High)));
        Assert.Equal(["(0008,103E)", "(0040,A730)[60]/(0040,A160)"], check.Findings.Where(f => f.Severity == DataSeverity.High).Select(f => f.Path).Order());
        Assert.All(check.Findings, f => Assert.Equal(FindingRule.PhoneNumber, f.Rule));
        Assert.Equal(2, check.Findings.Single(f => f.Path == "(0040,A730)[9]/(0040,A160)").Instances);

        static void Many(DicomDataset d) =>
            d.Set(DicomElement.CreateSequence(new DicomTag(0x0040A730), [.. Enumerable.Range(0, 61).Select(i => Item(i < 60 ? "07700900123" : "07700 900123"))]));

        static DicomDataset Item(string text)
        {
            var item = new DicomDataset();
            item.SetText(new DicomTag(0x0040A160), text, DicomVR.UT);
            return item;
        }
    }

    [Fact]
    public void Values_are_kept_at_any_depth_only_where_they_are_asked_for()
    {
        var item = new DicomDataset();
        item.SetText(new DicomTag(0x00081155), "1.2.3", DicomVR.UI);
        item.SetText(new DicomTag(0x0040A160), "see jane.roe@example.org", DicomVR.UT);
        var check = Check(new DataCheckOptions { KeepValues = true }, d => d.Set(DicomElement.CreateSequence(new DicomTag(0x0040A730), item)));
        Assert.Equal("see jane.roe@example.org", check.Findings.Single(f => f.Path == "(0040,A730)[0]/(0040,A160)").Value);
    }

    [Fact]
    public void Known_values_of_the_source_are_found_in_other_places()
    {
        var known = new OriginalIdentifiers();
        var source = new DicomDataset();
        source.SetText(new DicomTag(0x00080050), "RJ1234567", DicomVR.SH);
        using (var file = DicomFile.Create(source, DicomTransferSyntax.ExplicitLittleEndian))
        {
            known.Add(file);
        }

        var check = Check(new DataCheckOptions { Known = known }, d => d.SetText(DicomTags.SeriesDescription, "AX rj-1234567"));
        Assert.Contains(check.Findings, f => f is { Rule: FindingRule.OrderNumber, Severity: DataSeverity.High, Path: "(0008,103E)" });
    }

    [Fact]
    public void Numbers_of_the_sites_own_form_are_found_in_texts_and_in_bytes()
    {
        var options = new DataCheckOptions { OwnPatterns = [new Regex(@"RJ\d{6,}", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)] };
        var check = Check(options, d => d.SetText(DicomTags.SeriesDescription, "old rj123456"), d => d.SetText(DicomTags.SeriesDescription, "RJ12345"), d => d.Set(DicomElement.Create(new DicomTag(0x00324000), DicomVR.UN, "see RJ7654321 "u8.ToArray())));
        Assert.Equal([("(0008,103E)", 1), ("(0032,4000)", 1)], check.Findings.Where(f => f is { Rule: FindingRule.OwnPattern, Severity: DataSeverity.High }).Select(f => (f.Path, f.Instances)));
    }

    [Theory]
    [InlineData(0x00080020u, "20230120", true)]
    [InlineData(0x00080022u, "20200115", true)]
    [InlineData(0x00080022u, "20230130", false)]
    [InlineData(0x00400244u, "20230401", true)]
    [InlineData(0x00100030u, "20240101", true)]
    [InlineData(0x00100030u, "19700101", false)]
    public void Dates_that_did_not_move_together_are_told(uint tag, string value, bool isTold)
    {
        var check = Check(null, _ => { }, d => d.SetText(new DicomTag(tag), value, DicomVR.DA));
        Assert.Equal(isTold ? [(new DicomTag(tag).ToString(), FindingRule.DatesApart, DataSeverity.Medium)] : [], check.Findings.Select(f => (f.Path, f.Rule, f.Severity)));
    }

    [Fact]
    public void Kinds_of_pixels_are_told_by_what_the_object_says()
    {
        Assert.Equal([(FindingRule.BurnedInText, DataSeverity.High)], Rules(d => d.SetText(DicomTags.BurnedInAnnotation, "YES")));
        Assert.Equal([(FindingRule.BurnedInText, DataSeverity.Medium)], Rules(d => d.SetText(DicomTags.Modality, "US")));
        Assert.Equal([], Rules(d => { d.SetText(DicomTags.Modality, "US"); d.SetText(DicomTags.BurnedInAnnotation, "NO"); }));
        Assert.Equal([(FindingRule.BurnedInText, DataSeverity.Low)], Rules(d => d.SetText(DicomTags.ImageType, "DERIVED\\SECONDARY")));
        Assert.Equal([(FindingRule.Document, DataSeverity.Medium)], Rules(d => d.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.88.11")));
        Assert.Equal([(FindingRule.Overlay, DataSeverity.Medium)], Rules(d => d.Set(DicomElement.Create(new DicomTag(0x60003000), DicomVR.OW, new byte[2]))));
        Assert.Equal([(FindingRule.PrivateElement, DataSeverity.Low)], Rules(d => { d.SetText(new DicomTag(0x00090010), "ACME", DicomVR.LO); d.SetText(new DicomTag(0x00091001), "fine", DicomVR.LO); }));
    }

    [Fact]
    public void What_an_object_says_was_cleaned_counts_under_a_seal_only()
    {
        // A sender may write any code.
        Assert.Contains(Check(Sealed(), d => { d.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.88.11"); Claim(d); }).Findings, f => f is { Rule: FindingRule.Document, Severity: DataSeverity.Medium });

        using var study = SampleStudy.Create(31);
        using var file = PolicyRun.Reopened(study.Objects.Select(o => o.File).First(f => f.Dataset.GetText(DicomTags.SOPClassUID)!.StartsWith("1.2.840.10008.5.1.4.1.1.88.", StringComparison.Ordinal)));
        Assert.Empty(PolicyRun.Runner(PolicyRun.Basic(ProfileOptions.CleanStructuredContent)).Apply(file).Held);
        var path = Path.Combine(_folder.Path, "report.dcm");
        file.Save(path);
        Assert.DoesNotContain(Of(Sealed()), f => f.Rule == FindingRule.Document);
        Assert.Contains(Of(new DataCheckOptions()), f => f is { Rule: FindingRule.Document, Severity: DataSeverity.Medium });
        Assert.Contains(Of(new DataCheckOptions { Keys = [PolicyRun.OtherKey] }), f => f.Rule == FindingRule.Document);

        static DataCheckOptions Sealed() => new() { Keys = [PolicyRun.Key, PolicyRun.Key.ForProject("LUNG")] };

        IReadOnlyList<DataFinding> Of(DataCheckOptions options)
        {
            var check = new DataCheck(options);
            check.Add(path, CancellationToken.None);
            return check.Findings;
        }

        static void Claim(DicomDataset dataset)
        {
            var item = new DicomDataset();
            item.SetText(new DicomTag(0x00080100), "113104", DicomVR.SH);
            item.SetText(new DicomTag(0x00080102), "DCM", DicomVR.SH);
            dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, item);
        }
    }

    [Theory]
    [InlineData("MR", "HEAD", "1\\1", "1", true)]
    [InlineData("MR", "HEAD", "1\\1", "5", false)]
    [InlineData("MR", "KNEE", "1\\1", "1", false)]
    [InlineData("MR", "", "1\\1", "2", true)]
    [InlineData("MR", "", null, null, false)]
    [InlineData("MR", "BRAIN", null, null, true)]
    [InlineData("CT", "HEAD", "1\\1", "1", false)]
    public void Fine_images_of_a_head_want_a_look(string modality, string part, string? spacing, string? thickness, bool isTold) =>
        Assert.Equal(isTold ? [(FindingRule.FaceReview, DataSeverity.Medium)] : [], Rules(d => Head(d, modality, part, spacing, thickness)));

    [Theory]
    [InlineData("HEART", "AXIAL", false)]
    [InlineData("CARDIAC", "AXIAL", false)]
    [InlineData("PELVIS", "linear, lower extremity, surface coil", false)]
    [InlineData("IAC", "AXIAL", true)]
    [InlineData("CSPINE", "t2_iam_2mm", true)]
    [InlineData("NECK", "Both ears", true)]
    [InlineData("NECK", "FACE2", true)]
    [InlineData("HEADNECK", "AXIAL", true)]
    [InlineData("NECK", "INTRACRANIAL TOF", true)]
    [InlineData("CSPINE", "t1mprage sag", true)]
    public void Short_words_tell_of_a_head_only_where_they_stand_alone(string part, string description, bool isTold) =>
        Assert.Equal(isTold ? [(FindingRule.FaceReview, DataSeverity.Medium)] : [], Rules(d =>
        {
            Head(d, "MR", part, "1\\1", "1");
            d.SetText(DicomTags.SeriesDescription, description);
        }));

    [Fact]
    public void The_face_rule_knows_enhanced_objects_and_takes_other_modalities_when_told()
    {
        var measures = new DicomDataset();
        measures.SetText(new DicomTag(0x00280030), "0.9\\0.9", DicomVR.DS);
        measures.SetText(new DicomTag(0x00180050), "1", DicomVR.DS);
        var group = new DicomDataset();
        group.Set(DicomElement.CreateSequence(new DicomTag(0x00289110), measures));
        Assert.Equal([(FindingRule.FaceReview, DataSeverity.Medium)], Rules(d =>
        {
            Head(d, "MR", "BRAIN", null, null);
            d.Set(DicomElement.CreateSequence(new DicomTag(0x52009229), group));
        }));
        Assert.Contains(Check(new DataCheckOptions { FaceModalities = ["CT"] }, d => Head(d, "CT", "HEAD", "1\\1", "1")).Findings, f => f.Rule == FindingRule.FaceReview);
    }

    [Fact]
    public void What_cannot_be_read_is_not_clean()
    {
        var check = new DataCheck(new DataCheckOptions());
        var path = Path.Combine(_folder.Path, "broken.dcm");
        File.WriteAllText(path, "no image");
        check.Add(path, CancellationToken.None);
        check.Add(Path.Combine(_folder.Path, "missing.dcm"), CancellationToken.None);
        Assert.All(check.Findings, f => Assert.Equal(DataSeverity.High, f.Severity));
        Assert.Equal([FindingRule.Unreadable, FindingRule.NotDicom], check.Findings.Select(f => f.Rule));
    }

    [Fact]
    public void What_could_not_be_looked_at_to_its_end_is_told_beside_what_was_found()
    {
        var check = Check(new DataCheckOptions { FaceModalities = new Broken() }, d => d.SetText(DicomTags.SeriesDescription, "jane.roe@example.org"));
        Assert.Equal([("(0008,103E)", FindingRule.Email, 1), ("file", FindingRule.Unreadable, 1)], check.Findings.Select(f => (f.Path, f.Rule, f.Instances)));
        Assert.All(check.Findings, f => Assert.Equal((1, DataSeverity.High), (f.Count, f.Severity)));
    }

    [Fact]
    public void A_file_that_only_its_bytes_tell_of_is_told_once()
    {
        var check = new DataCheck(new DataCheckOptions());
        var path = Path.Combine(_folder.Path, "text.dcm");
        File.WriteAllText(path, "write to jane.roe@example.org");
        check.Add(path, CancellationToken.None);
        Assert.Equal([(FindingRule.Email, 1), (FindingRule.NotDicom, 1)], check.Findings.Select(f => (f.Rule, f.Count)));
    }

    private static void Head(DicomDataset dataset, string modality, string part, string? spacing, string? thickness)
    {
        dataset.SetText(DicomTags.SOPClassUID, modality == "MR" ? "1.2.840.10008.5.1.4.1.1.4" : "1.2.840.10008.5.1.4.1.1.2");
        dataset.SetText(DicomTags.Modality, modality);
        dataset.SetText(new DicomTag(0x00180015), part, DicomVR.CS);
        foreach (var (tag, text) in new[] { (0x00280030u, spacing), (0x00180050u, thickness) })
        {
            if (text is not null)
            {
                dataset.SetText(new DicomTag(tag), text, DicomVR.DS);
            }
        }
    }

    private IReadOnlyList<(FindingRule Rule, DataSeverity Severity)> Rules(Action<DicomDataset> change) => [.. Check(null, change).Findings.Select(f => (f.Rule, f.Severity))];

    private DataCheck Check(DataCheckOptions? options, params ReadOnlySpan<Action<DicomDataset>> changes)
    {
        var check = new DataCheck(options ?? new DataCheckOptions());
        foreach (var change in changes)
        {
            check.Add(Write(change), CancellationToken.None);
        }

        return check;
    }

    private string Write(Action<DicomDataset> change)
    {
        var dataset = new DicomDataset();
        foreach (var (tag, text) in new (uint, string)[]
        {
            (0x00080008, "ORIGINAL\\PRIMARY"), (0x00080016, "1.2.840.10008.5.1.4.1.1.2"), (0x00080018, $"2.25.{++_number}"), (0x00080020, "20230115"), (0x00080021, "20230115"), (0x00080060, "CT"), (0x0008103E, "AXIAL"),
            (0x0020000D, "2.25.900"), (0x0020000E, "2.25.901"),
        })
        {
            dataset.SetText(new DicomTag(tag), text);
        }

        dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, new byte[2]));
        change(dataset);
        var path = Path.Combine(_folder.Path, $"{_number}.dcm");
        using var file = DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
        file.EnsureFileMeta();
        using var stream = File.Create(path);
        file.WriteTo(stream);
        return path;
    }

    /// <summary>Fails when it is read, as a file on a share that is gone does.</summary>
    private sealed class Broken : List<string>, IReadOnlyList<string>
    {
        IEnumerator<string> IEnumerable<string>.GetEnumerator() => throw new IOException("gone");
    }
}
