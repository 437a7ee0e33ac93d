using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>A second run over its own output changes nothing and says so; anything else that claims to be such an output is held back.</summary>
public sealed partial class SealTests : IDisposable
{
    private const string ImplicitLittle = "1.2.840.10008.1.2";
    private const string ExplicitLittle = "1.2.840.10008.1.2.1";
    private const string Deflated = "1.2.840.10008.1.2.1.99";
    private const string ExplicitBig = "1.2.840.10008.1.2.2";
    private const string Jpeg = "1.2.840.10008.1.2.4.50";
    private const string RunLength = "1.2.840.10008.1.2.5";

    private static readonly DicomTag s_study = new(0x0020000D);
    private static readonly DicomTag s_date = new(0x00080020);
    private static readonly DicomTag s_thickness = new(0x00180050);
    private static readonly DicomTag s_series = new(0x00081115);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Syntaxes => new(ImplicitLittle, ExplicitLittle, Deflated, ExplicitBig, Jpeg, RunLength);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void A_second_run_changes_no_byte_and_says_so(string syntax)
    {
        foreach (var policies in new DeidPolicy[][] { [PolicyRun.Shipped("site-wide")], [PolicyRun.Shipped("site-wide"), PolicyRun.Shipped("project-level")], [PolicyRun.Basic(ProfileOptions.RetainSafePrivate | ProfileOptions.RetainModifiedDates)], [Lenient()] })
        {
            File.WriteAllBytes(_folder.File("in.dcm"), Awkward(syntax));
            var first = Run(policies, _folder.File("in.dcm"), "first");
            Assert.True(first.Status == AnonymiseStatus.Written, first.Message);
            Assert.Equal(AnonymiseReason.None, first.Reason);
            var second = Run(policies, first.Destination!, "second");
            Assert.Equal((AnonymiseStatus.Written, AnonymiseReason.AlreadyDeidentified), (second.Status, second.Reason));
            Assert.Contains("unchanged", second.Message, StringComparison.Ordinal);
            Assert.Equal((0, 0, 0, 0), (second.Removed, second.Replaced, second.Emptied, second.Added));
            Assert.Equal(File.ReadAllBytes(first.Destination!), File.ReadAllBytes(second.Destination!));
            Assert.Equal(first.SOPInstanceUID, second.SOPInstanceUID);
        }
    }

    [Fact]
    public void Samples_of_every_kind_come_through_a_second_run_unchanged()
    {
        using var study = SampleStudy.Create(31);
        DeidPolicy[] policies = [PolicyRun.Shipped("site-wide"), PolicyRun.Shipped("project-level")];
        var context = PolicyRun.Context with { Accepts = Enum.GetValues<HeldCase>().ToHashSet() };
        foreach (var item in study.Objects)
        {
            item.File.Save(_folder.File("in.dcm"), overwrite: true);
            var first = Run(policies, _folder.File("in.dcm"), "first", context);
            Assert.True(first.Status == AnonymiseStatus.Written, first.Message);
            var second = Run(policies, first.Destination!, "second", context);
            Assert.Equal((AnonymiseStatus.Written, AnonymiseReason.AlreadyDeidentified), (second.Status, second.Reason));
            Assert.Equal(File.ReadAllBytes(first.Destination!), File.ReadAllBytes(second.Destination!));
        }
    }

    [Fact]
    public void A_record_copied_into_another_object_or_made_with_another_key_is_held_back()
    {
        DeidPolicy[] policies = [PolicyRun.Shipped("site-wide")];
        File.WriteAllBytes(_folder.File("in.dcm"), Awkward(ExplicitLittle));
        var first = Run(policies, _folder.File("in.dcm"), "first");
        using (var output = DicomFile.Open(first.Destination!))
        using (var stranger = Objects.File("(0008,0016)=1.2.840.10008.5.1.4.1.1.2", "(0010,0010)=ZZNAME", "(0008,0060)=CT"))
        {
            stranger.Dataset.SetText(DicomTags.DeidentificationMethod, output.Dataset.GetText(DicomTags.DeidentificationMethod)!);
            foreach (var code in output.Dataset.Find(DicomTags.DeidentificationMethodCodeSequence)!.Items)
            {
                var copy = new DicomDataset();
                foreach (var element in code)
                {
                    copy.SetText(element.Tag, element.Text!, element.VR);
                }

                stranger.Dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, copy);
            }

            stranger.Save(_folder.File("stranger.dcm"));
        }

        Doubtful(Run(policies, _folder.File("stranger.dcm"), "second"));
        Doubtful(Run(policies, first.Destination!, "second", PolicyRun.Context with { Key = PolicyRun.OtherKey }));

        using (var recorded = Objects.File("(0008,0016)=1.2.840.10008.5.1.4.1.1.2", "(0010,0010)=ZZNAME", "(0012,0063)=" + ApplicationRecord.MethodOf(policies[0])))
        {
            recorded.Save(_folder.File("recorded.dcm"));
        }

        Doubtful(Run(policies, _folder.File("recorded.dcm"), "second"));

        static void Doubtful(AnonymiseResult result) => Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.AlreadyDeidentified, "AlreadyDeidentified"), (result.Status, result.Reason, result.ErrorId));
    }

    [Fact]
    public void Project_level_follows_site_wide_in_a_run_of_its_own_or_in_the_same()
    {
        DeidPolicy site = PolicyRun.Shipped("site-wide"), project = PolicyRun.Shipped("project-level");
        File.WriteAllBytes(_folder.File("in.dcm"), Awkward(ExplicitLittle));
        var first = Run([site], _folder.File("in.dcm"), "site");
        var second = Run([project], first.Destination!, "project");
        Assert.True(second.Status == AnonymiseStatus.Written, second.Message);
        var both = Run([site, project], _folder.File("in.dcm"), "both");
        var resumed = Run([site, project], first.Destination!, "resumed");
        Assert.Equal((AnonymiseStatus.Written, AnonymiseReason.None), (resumed.Status, resumed.Reason));

        // The same, whether it happened in one run or in two.
        Assert.Equal(File.ReadAllBytes(both.Destination!), File.ReadAllBytes(second.Destination!));
        Assert.Equal(File.ReadAllBytes(both.Destination!), File.ReadAllBytes(resumed.Destination!));
        using var file = DicomFile.Open(both.Destination!);
        Assert.Equal("MODIFIED", file.Dataset.GetText(new DicomTag(0x00280303)));
        Assert.Equal("YES", file.Dataset.GetText(DicomTags.PatientIdentityRemoved));
        Assert.Equal(["113100", "113107", "113108"], Codes(file.Dataset));
        Assert.Equal([ApplicationRecord.MethodOf(site), ApplicationRecord.MethodOf(project)], file.Dataset.Find(DicomTags.DeidentificationMethod)!.Values.Where(v => v.StartsWith("DeidPS/", StringComparison.Ordinal)));

        // Site-wide on what a project got: its seal is the project's, which a run with the site's key alone cannot check.
        Assert.Equal(AnonymiseReason.AlreadyDeidentified, Run([site], both.Destination!, "again").Reason);
        Assert.Equal(AnonymiseReason.AlreadyDeidentified, Run([project], both.Destination!, "again").Reason);
    }

    [Fact]
    public void Project_level_on_what_no_profile_was_applied_to_is_held_back()
    {
        var project = PolicyRun.Shipped("project-level");
        File.WriteAllBytes(_folder.File("in.dcm"), Awkward(ExplicitLittle));
        Missing(Run([project], _folder.File("in.dcm"), "out"));

        // Neither a stranger's claim nor a script, nor a profile that keeps too much, nor another site's output is one.
        using (var claimed = Objects.File("(0008,0016)=1.2.840.10008.5.1.4.1.1.2", "(0012,0062)=YES", "(0012,0064)[0]/(0008,0100)=113100", "(0012,0064)[0]/(0008,0102)=DCM", "(0012,0064)[0]/(0008,0104)=Basic Application Confidentiality Profile"))
        {
            claimed.Save(_folder.File("claimed.dcm"));
        }

        Missing(Run([project], _folder.File("claimed.dcm"), "out"));
        Missing(Run([PolicyRun.Script("(0010,0010) := \"A\""), project], _folder.File("in.dcm"), "out"));
        var keeper = new DeidPolicy("keeper", new ProfileStep(new ProfileSettings { Overrides = new Dictionary<DicomTag, AttributeAction> { [new(0x00080080)] = AttributeAction.Keep } }));
        Missing(Run([keeper, project], _folder.File("in.dcm"), "out"));
        var elsewhere = Run([PolicyRun.Shipped("site-wide")], _folder.File("in.dcm"), "elsewhere", PolicyRun.Context with { Key = PolicyRun.OtherKey });
        Missing(Run([project], elsewhere.Destination!, "out"));

        // The wrong way round is no fault of any file: it is told before one is touched.
        var order = Assert.Throws<PolicyException>(() => Run([project, PolicyRun.Shipped("site-wide")], _folder.File("in.dcm"), "out"));
        Assert.Equal("Name them in the order they run: -Policy site-wide, project-level.", order.RecommendedAction);

        static void Missing(AnonymiseResult result) => Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.NotDeidentified, "ResidualIdentifier"), (result.Status, result.Reason, result.ErrorId));
    }

    [Fact]
    public void A_policy_of_nothing_but_a_condition_holds_back_as_well()
    {
        File.WriteAllText(_folder.File("asks.json"), """{"requiresDeidentified":true,"steps":[]}""");
        var asks = PolicyLibrary.Compile(_folder.File("asks.json"), new DicomEditCompileOptions(), out _)!;
        File.WriteAllBytes(_folder.File("in.dcm"), Awkward(ExplicitLittle));
        Assert.Equal(AnonymiseReason.NotDeidentified, Run([asks], _folder.File("in.dcm"), "out").Reason);
        Assert.Equal(AnonymiseStatus.Written, Run([PolicyRun.Shipped("site-wide"), asks], _folder.File("in.dcm"), "out").Status);
    }

    [Fact]
    public void One_patient_in_two_projects_cannot_be_joined()
    {
        DeidPolicy[] policies = [PolicyRun.Shipped("site-wide"), PolicyRun.Shipped("project-level")];
        File.WriteAllBytes(_folder.File("in.dcm"), Awkward(ExplicitLittle));
        var variables = new Dictionary<string, string> { ["project"] = "HEART" };
        var results = new[]
        {
            Run(policies, _folder.File("in.dcm"), "lung", PolicyRun.Context with { Variables = new Dictionary<string, string> { ["project"] = "LUNG" } }),
            Run(policies, _folder.File("in.dcm"), "heart", PolicyRun.Context with { Variables = variables }),
            Run(policies, _folder.File("in.dcm"), "own", PolicyRun.Context with { Variables = variables, ProjectKey = PolicyRun.OtherKey }),
        };
        var files = results.Select(r => DicomFile.Open(r.Destination!)).ToList();
        foreach (var tag in new[] { s_study, DicomTags.SOPInstanceUID, DicomTags.SeriesInstanceUID, new DicomTag(0x00100020), new DicomTag(0x00100010), s_date })
        {
            Assert.Equal(3, files.Select(f => f.Dataset.GetText(tag)).Distinct().Count());
        }

        // Dates move as a whole in each.
        Assert.Single(files.Select(f => Day(f, new DicomTag(0x00080022)).DayNumber - Day(f, s_date).DayNumber).Distinct());
        files.ForEach(f => f.Dispose());

        static DateOnly Day(DicomFile file, DicomTag tag) => DateOnly.ParseExact(file.Dataset.GetText(tag)!, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(ProfileOptions.None, "REMOVED", "113100")]
    [InlineData(ProfileOptions.RetainFullDates, "UNMODIFIED", "113100 113106")]
    [InlineData(ProfileOptions.RetainModifiedDates | ProfileOptions.RetainPatientCharacteristics, "MODIFIED", "113100 113107 113108")]
    [InlineData(ProfileOptions.RetainUids | ProfileOptions.RetainDeviceIdentity | ProfileOptions.RetainInstitutionIdentity | ProfileOptions.RetainSafePrivate | ProfileOptions.CleanDescriptors, "REMOVED", "113100 113105 113109 113110 113111 113112")]
    public void Claims_and_temporal_information_follow_the_options(ProfileOptions options, string temporal, string codes)
    {
        File.WriteAllBytes(_folder.File("in.dcm"), Awkward(ExplicitLittle));
        using var file = DicomFile.Open(Run([PolicyRun.Basic(options)], _folder.File("in.dcm"), "out").Destination!);
        Assert.Equal(temporal, file.Dataset.GetText(new DicomTag(0x00280303)));
        Assert.Equal(codes.Split(' '), Codes(file.Dataset));
        Assert.All(
            file.Dataset.Find(DicomTags.DeidentificationMethodCodeSequence)!.Items,
            item => Assert.InRange(item.GetText(new DicomTag(0x00080104))!.Length, 1, 64));
        Assert.All(file.Dataset.Find(DicomTags.DeidentificationMethod)!.Values, v => Assert.InRange(v.Length, 1, 64));
    }

    [Fact]
    public void What_others_recorded_stays_and_is_not_believed()
    {
        var before = Objects.File(
            "(0008,0016)=1.2.840.10008.5.1.4.1.1.2", "(0012,0062)=YES", "(0012,0063)=Other tool\\2nd", "(0028,0303)=REMOVED",
            "(0012,0064)[0]/(0008,0100)=113101", "(0012,0064)[0]/(0008,0102)=DCM", "(0012,0064)[0]/(0008,0104)=Clean Pixel Data Option");
        before.Save(_folder.File("in.dcm"));
        before.Dispose();
        using var file = DicomFile.Open(Run([PolicyRun.Basic(ProfileOptions.RetainModifiedDates)], _folder.File("in.dcm"), "out").Destination!);
        Assert.Equal(["Other tool", "2nd"], file.Dataset.Find(DicomTags.DeidentificationMethod)!.Values.Take(2));
        Assert.Equal(["113100", "113101", "113107"], Codes(file.Dataset));
        Assert.Equal(["113100", "113107"], PolicySeal.Claims(file.Dataset).Order());
        Assert.Equal("MODIFIED", file.Dataset.GetText(new DicomTag(0x00280303)));
    }

    [Fact]
    public void Blanked_screens_come_through_a_second_run_and_a_later_project()
    {
        const string Script = "alterPixels[\"rectangle\", \"l=0, t=0, r=4, b=4\", \"solid\", \"v=0\"]\n(0028,0301) := \"NO\"";
        using (var screen = Objects.File(
            "(0008,0016)=1.2.840.10008.5.1.4.1.1.7", "(0008,0060)=CT", "(0008,0008)=DERIVED\\SECONDARY\\SCREEN SAVE", "(0020,000D)=1.2.3", "(0028,0002) US=1", "(0028,0004)=MONOCHROME2", "(0028,0010) US=4", "(0028,0011) US=4",
            "(0028,0100) US=8", "(0028,0101) US=8", "(0028,0102) US=7", "(0028,0103) US=0", "(7FE0,0010) OW=0123456789abcdef"))
        {
            screen.Save(_folder.File("in.dcm"));
        }

        DeidPolicy[] policies = [PolicyRun.Shipped("site-wide"), PolicyRun.Script(Script)];
        var first = Run(policies, _folder.File("in.dcm"), "first");
        Assert.True(first.Status == AnonymiseStatus.Written, first.Message);
        var second = Run(policies, first.Destination!, "second");
        Assert.True(second.Reason == AnonymiseReason.AlreadyDeidentified && second.Status == AnonymiseStatus.Written, second.Message);
        Assert.Equal(AnonymiseStatus.Written, Run([PolicyRun.Shipped("project-level")], first.Destination!, "project").Status);
    }

    [Fact]
    public void What_was_accepted_once_is_judged_again()
    {
        using (var capture = Objects.File("(0020,000D)=1.2.3"))
        {
            capture.Save(_folder.File("in.dcm"));
        }

        DeidPolicy[] policies = [PolicyRun.Shipped("site-wide")];
        var first = Run(policies, _folder.File("in.dcm"), "first", PolicyRun.Context with { Accepts = new HashSet<HeldCase> { HeldCase.SecondaryCapture } });
        var second = Run(policies, first.Destination!, "second");
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Held), (second.Status, second.Reason));
        Assert.Equal([HeldCase.SecondaryCapture], second.HeldCases);
    }

    [Fact]
    public void A_large_header_is_sealed_in_little_memory()
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2");
        dataset.SetText(DicomTags.SOPInstanceUID, "1.2.3");
        for (ushort i = 0; i < 64; i++)
        {
            dataset.Set(DicomElement.Create(new DicomTag(0x0029, (ushort)(0x1000 + i)), DicomVR.OB, new byte[1 << 20]));
        }

        PolicySeal.Write(dataset, PolicyRun.Key, []);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(PolicySeal.IsValid(dataset, PolicyRun.Key));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 8 << 20, $"{allocated} bytes for 64 MiB of header");
        dataset[40].Dataset!.Set(DicomElement.Create(dataset[40].Tag, DicomVR.OB, (byte[])[1, .. new byte[(1 << 20) - 1]]));
        Assert.False(PolicySeal.IsValid(dataset, PolicyRun.Key));
    }

    private AnonymiseResult Run(DeidPolicy[] policies, string path, string output, PolicyContext? context = null) =>
        new FileAnonymiser(new PolicyRunner(policies, context ?? PolicyRun.Context), new AnonymiseOptions { Destination = Path.Combine(_folder.Path, output), Overwrite = true }).Process(path, string.Empty, 0, WriteMode.Write, default);
}
