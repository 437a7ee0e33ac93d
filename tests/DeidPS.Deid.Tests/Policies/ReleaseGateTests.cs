using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>Which kinds of objects are held back, which near misses are not, and that no policy can talk the gate out of it.</summary>
public sealed class ReleaseGateTests : IDisposable
{
    private const string Root = "(0008,0016)=1.2.840.10008.5.1.4.1.1.";
    private const string Ct = Root + "2";
    private const string Pixels = "(7FE0,0010) OW=pixels..";

    /// <summary>What a policy can do to the attributes the gate goes by.</summary>
    private static readonly string[] s_hiders =
    [
        "-(0008,0008)\n-(0008,0060)\n-(0008,103E)\n-(0028,0301)\n-(0042,0011)\n-(0028,7FE0)",
        "(0008,0016) := \"1.2.840.10008.5.1.4.1.1.2\"\n(0008,0060) := \"CT\"\n(0008,0008) := \"ORIGINAL\"\n(0008,103E) := \"x\"\n(0028,0301) := \"NO\"",
    ];

    private readonly TemporaryFolder _folder = new();

    /// <summary>Objects that one case alone holds back.</summary>
    public static TheoryData<HeldCase, string[]> Held => new()
    {
        { HeldCase.BurnedInAnnotation, [Ct, "(0028,0301)=YES"] },
        { HeldCase.BurnedInAnnotation, [Ct, "(0028,0301)=yes"] },
        { HeldCase.BurnedInAnnotation, [Ct, "(0028,0301)=NO\\YES"] },
        { HeldCase.BurnedInAnnotation, [Ct, "(0028,0301) LO= Yes "] },
        { HeldCase.BurnedInAnnotation, [Root + "6.1", "(0008,0060)=US", "(0028,0301)=YES"] },
        { HeldCase.Ultrasound, [Root + "6.1", "(0008,0060)=US"] },
        { HeldCase.Ultrasound, [Root + "6.1", "(0028,0301)="] },
        { HeldCase.Ultrasound, [Root + "6.1", "(0028,0301)=NONE"] },
        { HeldCase.Ultrasound, [Root + "3.1"] },
        { HeldCase.Ultrasound, [Root + "3"] },
        { HeldCase.Ultrasound, [Root + "6"] },
        { HeldCase.Ultrasound, [Root + "6.2"] },
        { HeldCase.Ultrasound, [Ct, "(0008,0060)=us"] },
        { HeldCase.Ultrasound, [Ct, "(0008,0060)=IVUS"] },
        { HeldCase.SecondaryCapture, [Root + "7", "(0008,0060)=OT"] },
        { HeldCase.SecondaryCapture, [Root + "7.1"] },
        { HeldCase.SecondaryCapture, [Root + "7.2"] },
        { HeldCase.SecondaryCapture, [Root + "7.3"] },
        { HeldCase.SecondaryCapture, [Root + "7.4"] },
        { HeldCase.DoseScreen, [Ct, "(0008,0008)=DERIVED\\SECONDARY\\SCREEN SAVE"] },
        { HeldCase.DoseScreen, [Ct, "(0008,0008)=derived\\secondary\\screen save"] },
        { HeldCase.DoseScreen, [Ct, "(0008,0008)=ORIGINAL\\PRIMARY\\DOSE_INFO"] },
        { HeldCase.DoseScreen, [Root + "7", "(0008,0060)=CT", "(0028,0301)=NO"] },
        { HeldCase.DoseScreen, [Root + "7", "(0008,0060)=OT", "(0028,0301)=NO", "(0008,103E)=Patient Protocol"] },
        { HeldCase.Fluoroscopy, [Root + "12.2"] },
        { HeldCase.Fluoroscopy, [Root + "12.2.1"] },
        { HeldCase.Fluoroscopy, [Root + "12.1", "(0008,0060)=RF"] },
        { HeldCase.VisibleLight, [Root + "77.1.1"] },
        { HeldCase.VisibleLight, [Root + "77.1.1.1"] },
        { HeldCase.VisibleLight, [Root + "77.1.4", "(0028,0301)=NO"] },
        { HeldCase.VisibleLight, [Root + "77.1.4.1"] },
        { HeldCase.VisibleLight, [Root + "77.1"] },
        { HeldCase.VisibleLight, [Root + "7", "(0008,0060)=ES", "(0028,0301)=NO"] },
        { HeldCase.SlideLabel, [Root + "77.1.6", "(0008,0008)=ORIGINAL\\PRIMARY\\LABEL\\NONE"] },
        { HeldCase.SlideLabel, [Root + "77.1.6", "(0008,0008)=ORIGINAL\\PRIMARY\\overview", "(0028,0301)=NO"] },
        { HeldCase.EncapsulatedDocument, [Root + "104.1"] },
        { HeldCase.EncapsulatedDocument, [Root + "104.3"] },
        { HeldCase.EncapsulatedDocument, [Ct, "(0042,0011) OB=%PDF"] },
        { HeldCase.StructuredReport, [Root + "88.11"] },
        { HeldCase.StructuredReport, [Root + "88.33", "(0028,0301)=NO"] },
        { HeldCase.StructuredReport, [Root + "88.67"] },
        { HeldCase.PresentationState, [Root + "11.1"] },
        { HeldCase.PresentationState, [Root + "11.2"] },
        { HeldCase.PresentationState, [Root + "9.100.1"] },
        { HeldCase.Sound, [Root + "9.4.1"] },
        { HeldCase.Sound, [Root + "9.4.2"] },
        { HeldCase.Sound, [Root + "9.1.1", "(0008,0060)=AU"] },
        { HeldCase.PrivateSopClass, ["(0008,0016)=1.2.840.113619.4.27"] },
        { HeldCase.PrivateSopClass, ["(0008,0016)=1.2.840.100080.5.1"] },
        { HeldCase.UnknownSopClass, ["(0008,0016)=1.2.840.10008.5.1.4.1.1.99999"] },
        { HeldCase.UnknownSopClass, ["(0008,0016)=1.2.840.10008.1.1"] },
        { HeldCase.ReferencedPixels, [Ct, "(0028,7FE0)=http://pixels.example/1"] },
        { HeldCase.UnknownAttribute, [Ct, "(0018,EEEE) LO=ZZ"] },
        { HeldCase.UnknownAttribute, [Ct, "(0008,1115)[0]/(0008,1199)[0]/(0018,EEEE) LO=ZZ"] },
    };

    /// <summary>Objects that look like one of the kinds and are none.</summary>
    public static TheoryData<string[]> NearMisses => new()
    {
        { [Ct, "(0008,0060)=CT"] },
        { [Ct, "(0008,0060)=CT", "(0008,0008)=DERIVED\\SECONDARY\\AXIAL"] },
        { [Ct, "(0008,0060)=CT", "(0008,103E)=Dose report"] },
        { [Ct, "(0028,0301)=NO"] },
        { [Ct, "(0028,0301)= no "] },
        { [Ct, "(0042,0011) OB="] },
        { [Ct, "(0028,7FE0)="] },
        { [Ct, "(0018,EEEE) LO="] },
        { [Ct, "(0029,0010)=ACME", "(0029,1010)=x"] },
        { [Root + "6.1", "(0008,0060)=US", "(0028,0301)=NO"] },
        { [Root + "3.1", "(0028,0301)=NO\\NO"] },
        { [Root + "7", "(0008,0060)=OT", "(0028,0301)=NO"] },
        { [Root + "7.4", "(0028,0301)=NO", "(0008,103E)=Chest"] },
        { [Root + "12.2", "(0008,0060)=RF", "(0028,0301)=NO"] },
        { [Root + "12.1", "(0008,0060)=XA"] },
        { [Root + "1", "(0008,0060)=CR"] },
        { [Root + "1.1", "(0008,0060)=DX"] },
        { [Root + "1.2", "(0008,0060)=MG"] },
        { [Root + "2.1"] },
        { [Root + "4.1"] },
        { [Root + "128"] },
        { [Root + "20", "(0008,0060)=NM"] },
        { [Root + "66.4"] },
        { [Root + "77.1.5.1", "(0008,0060)=OP"] },
        { [Root + "77.1.5.2", "(0008,0060)=OP"] },
        { [Root + "77.1.6", "(0008,0008)=ORIGINAL\\PRIMARY\\VOLUME\\NONE"] },
        { [Root + "481.3", "(0008,0060)=RTSTRUCT"] },
        { [Root + "9.1.1", "(0008,0060)=ECG"] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Held))]
    public void Each_kind_is_held_unless_policy_or_run_accepts_it(HeldCase expected, string[] elements)
    {
        Assert.Equal([expected], Judge(PolicyRun.Basic(), elements).Where(c => c != HeldCase.SecondaryCapture || expected == c));
        Assert.Equal([expected], Judge(PolicyRun.Script("(0010,0010) := \"A\""), elements).Where(c => c != HeldCase.SecondaryCapture || expected == c));

        Assert.Empty(Judge(PolicyRun.Basic(accepts: [expected, HeldCase.SecondaryCapture]), elements));
        Assert.Empty(Judge(PolicyRun.Basic(), PolicyRun.Context with { Accepts = new HashSet<HeldCase> { expected, HeldCase.SecondaryCapture } }, elements));
        var others = Enum.GetValues<HeldCase>().Where(c => c != expected).ToArray();
        Assert.Equal([expected], Judge(PolicyRun.Basic(accepts: others), elements));
    }

    [Theory]
    [MemberData(nameof(Held))]
    public void No_policy_hides_the_kind(HeldCase expected, string[] elements)
    {
        foreach (var rules in s_hiders)
        {
            // Removing an unknown attribute is dealing with it.
            Assert.Contains(expected, Judge(PolicyRun.Script(rules), elements));
        }
    }

    [Fact]
    public void Every_case_is_tried() =>
        Assert.Equal(Enum.GetValues<HeldCase>().Except([HeldCase.EmbeddedOverlay, HeldCase.CompressedMetadata]), Held.Select(row => (HeldCase)row[0]).Distinct().Order());

    [Theory]
    [MemberData(nameof(NearMisses))]
    public void Near_misses_are_released(string[] elements)
    {
        Assert.Empty(Judge(PolicyRun.Basic(), elements));
        Assert.Empty(Judge(PolicyRun.Shipped("site-wide"), elements));
    }

    [Fact]
    public void What_steps_report_holds_the_object_too()
    {
        // Overlay bits in compressed pixels, and a compressed stream that cannot be read.
        var overlay = new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").Text(0x00080018, "UI", "1.2.3")
            .Number(0x00280100, "US", 16).Number(0x00280101, "US", 12).Number(0x00280102, "US", 11).Number(0x60000010, "US", 1).Number(0x60000011, "US", 1).Number(0x60000100, "US", 16).Number(0x60000102, "US", 12);
        Assert.Contains(HeldCase.EmbeddedOverlay, Judge(Encapsulated(overlay, [0xFF, 0xD8, 0xFF, 0xD9])));
        var broken = new DicomBytes().Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").Text(0x00080018, "UI", "1.2.3");
        Assert.Equal([HeldCase.CompressedMetadata], Judge(Encapsulated(broken, [0x01, 0x02, 0x03, 0x04])));

        static DicomFile Encapsulated(DicomBytes header, byte[] fragment) => DicomFile.Open(header
            .Header(0x7FE00010, "OB", uint.MaxValue).Tag(0xFFFEE000).UInt32(0).Tag(0xFFFEE000).UInt32((uint)fragment.Length).Raw(fragment).Tag(0xFFFEE0DD).UInt32(0).File("1.2.840.10008.1.2.4.50"));

        static IEnumerable<HeldCase> Judge(DicomFile file)
        {
            using (file)
            {
                return PolicyRun.Runner(PolicyRun.Basic()).Apply(file).Held.Select(h => h.Case).Distinct().ToList();
            }
        }
    }

    [Fact]
    public void Cleaned_reports_and_annotations_are_released()
    {
        Assert.Empty(Judge(PolicyRun.Basic(ProfileOptions.CleanStructuredContent), Root + "88.11"));
        Assert.Empty(Judge(PolicyRun.Basic(ProfileOptions.CleanGraphics), Root + "11.1"));

        // A stranger's word for it does not count.
        foreach (var (uid, code) in new[] { ("88.11", "113104"), ("11.1", "113103") })
        {
            Assert.NotEmpty(Judge(PolicyRun.Basic(), Root + uid, "(0012,0064)[0]/(0008,0100)=" + code, "(0012,0064)[0]/(0008,0102)=DCM"));
        }
    }

    [Fact]
    public void Blanked_pixels_release_when_the_policy_says_that_nothing_is_left()
    {
        string[] image = [Root + "6.1", "(0028,0002) US=1", "(0028,0004)=MONOCHROME2", "(0028,0010) US=4", "(0028,0011) US=4", "(0028,0100) US=8", "(0028,0101) US=8", "(0028,0102) US=7", "(0028,0103) US=0", "(7FE0,0010) OW=0123456789abcdef"];
        const string Blank = "alterPixels[\"rectangle\", \"l=0, t=0, r=4, b=2\", \"solid\", \"v=0\"]\n";
        Assert.Equal([HeldCase.Ultrasound], Judge(PolicyRun.Script(Blank), image));
        Assert.Empty(Judge(PolicyRun.Script(Blank + "(0028,0301) := \"NO\""), image));
        Assert.Empty(Judge(PolicyRun.Script(Blank + "(0028,0301) := \"NO\""), [.. image, "(0028,0301)=YES"]));
        Assert.Equal([HeldCase.BurnedInAnnotation], Judge(PolicyRun.Script("(0028,0301) := \"NO\""), [.. image, "(0028,0301)=YES"]));

        // Pixels changed in another way, here an overlay plane taken out of them, are not blanked.
        string[] overlay = [.. image.Take(5), "(0028,0100) US=16", "(0028,0101) US=12", "(0028,0102) US=11", "(0028,0103) US=0", "(6000,0010) US=4", "(6000,0011) US=4", "(6000,0100) US=16", "(6000,0102) US=12", "(7FE0,0010) OW=0123456789abcdef0123456789abcdef"];
        var runner = PolicyRun.Runner(PolicyRun.Basic(), PolicyRun.Script("(0028,0301) := \"NO\""));
        using var file = Objects.File(overlay);
        Assert.Equal([HeldCase.Ultrasound], runner.Apply(file).Held.Select(h => h.Case));
        Assert.True(file.Dataset.Find(DicomTags.PixelData)!.IsModified);
    }

    [Theory]
    [InlineData(false, "NO", "YES")]
    [InlineData(false, "YES", "NO")]
    [InlineData(true, "NO", "")]
    [InlineData(true, "", "NO")]
    [InlineData(true, "NO", "NOT SURE")]
    public void Two_statements_about_burnt_in_text_are_believed_when_both_say_no(bool isUltrasound, string first, string second)
    {
        var bytes = new DicomBytes().Text(0x00080016, "UI", isUltrasound ? "1.2.840.10008.5.1.4.1.1.6.1" : "1.2.840.10008.5.1.4.1.1.2").Text(0x00080018, "UI", "1.2.3").Text(0x00280301, "CS", first).Text(0x00280301, "CS", second).File();
        using var file = DicomFile.Open(bytes);
        var held = PolicyRun.Runner(PolicyRun.Basic()).Apply(file).Held;
        Assert.Equal([isUltrasound ? HeldCase.Ultrasound : HeldCase.BurnedInAnnotation], held.Select(h => h.Case));
    }

    [Fact]
    public void Every_storage_class_of_a_risky_kind_is_held()
    {
        // By the names of the standard, so that a class added to the tables is not forgotten here.
        (string Word, HeldCase Case)[] kinds =
        [
            ("Ultrasound", HeldCase.Ultrasound), ("Secondary Capture", HeldCase.SecondaryCapture), ("Radiofluoroscopic", HeldCase.Fluoroscopy), ("VL ", HeldCase.VisibleLight), ("Video ", HeldCase.VisibleLight),
            ("Encapsulated", HeldCase.EncapsulatedDocument), (" SR", HeldCase.StructuredReport), ("Key Object", HeldCase.StructuredReport), ("Presentation State", HeldCase.PresentationState), ("Audio", HeldCase.Sound), ("Voice", HeldCase.Sound),
        ];
        var tried = 0;
        var released = new List<string>();
        foreach (var entry in DicomUids.SopClasses)
        {
            foreach (var (word, expected) in kinds.Where(k => entry.Name.Contains(k.Word, StringComparison.Ordinal) && !entry.Name.Contains("Slide Microscopy", StringComparison.Ordinal) && entry.Name != "Ultrasound Waveform Storage"))
            {
                tried++;
                if (!Judge(PolicyRun.Basic(), "(0008,0016)=" + entry.Uid).Contains(expected))
                {
                    released.Add($"{entry.Uid} {entry.Name}: {word}");
                }
            }
        }

        Assert.True(released.Count == 0, string.Join('\n', released));
        Assert.InRange(tried, 50, int.MaxValue);
    }

    [Fact]
    public void Without_a_class_in_the_data_set_the_file_meta_information_tells()
    {
        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3").File();
        using var capture = DicomFile.Open(bytes);
        Assert.Equal([HeldCase.SecondaryCapture], PolicyRun.Runner(PolicyRun.Basic()).Apply(capture).Held.Select(h => h.Case));
        using var bare = DicomFile.Open(new DicomBytes().Text(0x00080018, "UI", "1.2.3").Text(0x00080060, "CS", "CT").Text(0x00100010, "PN", "A").Bytes);
        Assert.Equal([HeldCase.UnknownSopClass], PolicyRun.Runner(PolicyRun.Basic()).Apply(bare).Held.Select(h => h.Case));
    }

    [Fact]
    public void A_result_names_the_cases_and_what_to_do_and_no_value()
    {
        var path = _folder.File("us.dcm");
        Save(path, Root + "6.1", "(0008,0060)=US", "(0010,0010)=ZZNAME", "(0028,0301)=YES", "(0018,EEEE) LO=ZZSECRET", "(0008,103E)=ZZDESC");
        var result = new FileAnonymiser(PolicyRun.Runner(PolicyRun.Script("(0010,0020) := \"A\"")), new AnonymiseOptions { Destination = _folder.File("out/") }).Process(path, string.Empty, 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.Held, "PixelDataNotCleared"), (result.Status, result.Reason, result.ErrorId));
        Assert.Equal([HeldCase.BurnedInAnnotation, HeldCase.UnknownAttribute], result.HeldCases);
        Assert.Contains("(0018,EEEE)", result.Message, StringComparison.Ordinal);
        Assert.Contains("-Allow BurnedInAnnotation, UnknownAttribute", result.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("ZZ", result.ToString(), StringComparison.Ordinal);
        Assert.Null(result.Destination);
        Assert.Null(result.QuarantinePath);
        Assert.False(File.Exists(_folder.File("out/1.2.3.4.5.dcm")));
    }

    [Theory]
    [InlineData("(0008,0005)=ISO_IR 999")]
    [InlineData("(0008,1115)[0]/(0008,0005)=ISO_IR 999")]
    [InlineData("(0008,1115)[0]/(0008,1199)[1]/(0008,0005)=ISO 2022 IR 6\\ISO 2022 IR 1")]
    public void A_character_set_nobody_knows_quarantines_wherever_it_stands(string element)
    {
        var path = _folder.File("c.dcm");
        Save(path, Ct, "(0010,0010)=A", element);
        var result = new FileAnonymiser(PolicyRun.Runner(PolicyRun.Basic(accepts: Enum.GetValues<HeldCase>())), new AnonymiseOptions { Destination = _folder.File("out/") }).Process(path, string.Empty, 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.CharacterSet), (result.Status, result.Reason));
    }

    [Theory]
    [InlineData("YES", "", Ct, "(0008,0008)=ORIGINAL\\PRIMARY\\AXIAL", Pixels)]
    [InlineData("YES", "", Ct, "(0008,0008)=DERIVED\\SECONDARY\\AXIAL", "(0028,0301)=NO", Pixels)]
    [InlineData("YES", "", Root + "6.1", "(0028,0301)=NO", Pixels)]
    [InlineData("YES", "", Root + "481.3")]
    [InlineData("NO", "", Ct, "(0008,0008)=DERIVED\\SECONDARY\\AXIAL", Pixels)]
    [InlineData("NO", "", Ct, "(0008,0008)=ORIGINAL\\PRIMARY\\AXIAL", "(0028,0301)=", Pixels, "(0028,0301)=MAYBE")]
    [InlineData("NO", "", Ct, Pixels)]
    [InlineData("NO", "", Root + "7", Pixels)]
    [InlineData("NO", "", Ct, "(0028,0301)=YES", Pixels)]
    [InlineData("NO", "(0028,0301) := \"NO\"", Root + "7", Pixels)]
    [InlineData("NO", "(0012,0062) := \"YES\"", Root + "7", Pixels)]
    [InlineData("NO", "(0012,0062) := \"NO\"", Ct, "(0008,0008)=ORIGINAL", Pixels)]
    [InlineData("NO", "", Root + "104.1", "(0042,0012)=application/pdf", "(0042,0011) OB=%PDF-1.4")]
    [InlineData("NO", "", Ct, "(0012,0062)=YES", Pixels)]
    public void Identity_is_said_to_be_removed_when_header_and_pixels_were_judged(string expected, string rules, params string[] elements)
    {
        using var file = Objects.File(elements);
        var runner = new PolicyRunner([PolicyRun.Basic(accepts: Enum.GetValues<HeldCase>()), PolicyRun.Script(rules)], PolicyRun.Context);
        Assert.Empty(runner.Apply(file).Held);
        Assert.Equal(expected, file.Dataset.GetText(DicomTags.PatientIdentityRemoved));
        Assert.Single(file.Dataset, e => e.Tag == DicomTags.PatientIdentityRemoved);
    }

    private static List<HeldCase> Judge(DeidPolicy policy, params string[] elements) => Judge(policy, PolicyRun.Context, elements);

    private static List<HeldCase> Judge(DeidPolicy policy, PolicyContext context, params string[] elements)
    {
        using var file = Objects.File(elements);
        return [.. new PolicyRunner([policy], context).Apply(file).Held.Select(h => h.Case).Distinct()];
    }

    private static void Save(string path, params string[] elements)
    {
        using var file = Objects.File(elements);
        file.Save(path);
    }
}
