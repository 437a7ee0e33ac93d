using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Proof;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Deid.Tests.Proof;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Corpora;

/// <summary>Nothing that was planted is in the bytes of what was written, in any of seven encodings.</summary>
public sealed class LeakTests(ITestOutputHelper output) : IDisposable
{
    private const string Name = "ZZQUORNBY^ZEPHANIAH^XAVERIUS";

    private static readonly DeidKey s_key = new("0123456789abcdef0123456789abcdef"u8);

    /// <summary>What is planted into every real file: attributes and values, none of which can be there by chance.</summary>
    private static readonly (uint Tag, DicomVR VR, string Value)[] s_plants =
    [
        (0x00080050, DicomVR.SH, "ZZACC77431"), (0x00080080, DicomVR.LO, "ZZHOSPITALQ"), (0x00080081, DicomVR.ST, "ZZSTREET 41"), (0x00080090, DicomVR.PN, "ZZDOCTORQ^A"),
        (0x00081010, DicomVR.SH, "ZZSTATIONQ"), (0x00081030, DicomVR.LO, "CT of ZZQUORNBY"), (0x0008103E, DicomVR.LO, "Series ZZQUORNBY"), (0x00081050, DicomVR.PN, "ZZPERFORMQ"),
        (0x00081070, DicomVR.PN, "ZZOPERATORQ"), (0x00082111, DicomVR.ST, "derived for ZZQUORNBY"), (0x00100010, DicomVR.PN, Name), (0x00100020, DicomVR.LO, "ZZID93127"),
        (0x00101000, DicomVR.LO, "ZZOTHER5519"), (0x00101001, DicomVR.PN, "ZZMAIDENQ^Z"), (0x00101040, DicomVR.LO, "ZZADDRESSQ"), (0x00102154, DicomVR.SH, "ZZ0207946Q"),
        (0x00104000, DicomVR.LT, "note on ZZQUORNBY"), (0x00181000, DicomVR.LO, "ZZSERIALQ"), (0x00181030, DicomVR.LO, "Protocol ZZQUORNBY"), (0x00200010, DicomVR.SH, "ZZSTUDYQ"),
        (0x00204000, DicomVR.LT, "image of ZZQUORNBY"), (0x00321032, DicomVR.PN, "ZZREQUESTQ"), (0x00321060, DicomVR.LO, "Procedure ZZQUORNBY"), (0x00380010, DicomVR.LO, "ZZADMISSIONQ"),
        (0x00400254, DicomVR.LO, "Step ZZQUORNBY"), (0x00401400, DicomVR.LT, "Comment ZZQUORNBY"), (0x00402017, DicomVR.LO, "ZZFILLERQ"), (0x0040A123, DicomVR.PN, "ZZPERSONQ"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Site_wide_leaves_nothing_of_the_planted_study(bool acceptEverything)
    {
        var study = PlantedStudy.Create(20261123);
        study.WriteTo(_folder.File("in"));
        var results = Run(SiteWide(), Directory.GetFiles(_folder.File("in"), "*", SearchOption.AllDirectories), acceptEverything);
        var written = results.Where(r => r.Status == AnonymiseStatus.Written).ToList();
        output.WriteLine($"{study.Plants.Count} plants in {results.Count} files, {written.Count} written");
        Assert.NotEmpty(written);
        AssertClean(written, study.Plants.Select(p => p.Needle).Distinct(StringComparer.Ordinal).ToList());
        AssertProved(results.Select(r => r.Source), written);
    }

    [Fact]
    public void Proof_has_nothing_to_say_of_what_site_wide_made_of_the_samples()
    {
        var inputs = Corpus.GeneratedFiles(_folder);
        AssertProved(inputs, Run(SiteWide(), inputs, acceptEverything: false).Where(r => r.Status == AnonymiseStatus.Written).ToList());
    }

    [Fact]
    public void Basic_leaves_nothing_of_what_was_planted_into_real_files()
    {
        var inputs = new List<string>();
        foreach (var path in Corpus.FilesToRead(_folder, output))
        {
            using var file = DicomFile.Open(path);
            if (file.IsSuspect || !file.Dataset.CharacterSet.IsSupported)
            {
                continue;
            }

            Plant(file.Dataset);
            var target = _folder.File($"planted/{inputs.Count:D4}");
            file.EnsureFileMeta();
            file.Save(target);
            inputs.Add(target);
        }

        var results = Run(new DeidPolicy("basic", new ProfileStep(new ProfileSettings())), inputs, acceptEverything: true);
        var written = results.Where(r => r.Status == AnonymiseStatus.Written).ToList();
        output.WriteLine($"{inputs.Count} files with {s_plants.Length + 5} plants each, {written.Count} written");
        Assert.True(written.Count > inputs.Count * 8 / 10);
        AssertClean(written, [.. s_plants.Select(p => p.Value), "ZZQUORNBY", "ZEPHANIAH", "XAVERIUS", "ZZPRIVATEQ", "ZZNESTEDQ", "ZZUNKNOWNQ"]);
    }

    /// <summary>At the top level, in an item of a standard sequence, in a private block and in a private sequence.</summary>
    private static void Plant(DicomDataset dataset)
    {
        foreach (var (tag, vr, value) in s_plants)
        {
            dataset.SetText(new DicomTag(tag), value, vr);
        }

        var item = new DicomDataset();
        item.SetText(new DicomTag(0x00100010), "ZZNESTEDQ^" + Name, DicomVR.PN);
        item.SetText(new DicomTag(0x00400007), "Step of ZZNESTEDQ", DicomVR.LO);
        dataset.AddItem(new DicomTag(0x00400275), item);
        var block = dataset.ReserveBlock(0x0099, "ZZPRIVATEQ CREATOR");
        dataset.SetText(new DicomTag(0x0099, (ushort)((block << 8) | 1)), "ZZPRIVATEQ " + Name, DicomVR.LO);
        dataset.Set(DicomElement.Create(new DicomTag(0x0099, (ushort)((block << 8) | 2)), DicomVR.UN, "ZZUNKNOWNQ ZZQUORNBY"u8.ToArray()));
        var nested = new DicomDataset();
        nested.SetText(new DicomTag(0x00100010), "ZZNESTEDQ", DicomVR.PN);
        dataset.AddItem(new DicomTag(0x0099, (ushort)((block << 8) | 3)), nested);
    }

    private static void AssertClean(IReadOnlyList<AnonymiseResult> written, IReadOnlyList<string> needles)
    {
        var leaks = written.AsParallel()
            .SelectMany(r => RawSearch.InFile(File.ReadAllBytes(r.Destination!), needles).Select(hit => $"{r.SOPClassUID}: {hit}")
                .Concat(needles.Where(n => r.Destination!.Contains(n, StringComparison.OrdinalIgnoreCase)).Select(n => $"file name: {n}")))
            .Order(StringComparer.Ordinal).ToList();
        Assert.True(leaks.Count == 0, $"{leaks.Count} leaks:\n" + string.Join('\n', leaks.Take(40)));
    }

    /// <summary>The product's own proof agrees: no identifier of any original, no text that looks like one.</summary>
    private static void AssertProved(IEnumerable<string> originals, IReadOnlyList<AnonymiseResult> written)
    {
        var identifiers = new OriginalIdentifiers();
        foreach (var path in originals)
        {
            using var file = DicomFile.Open(path);
            identifiers.Add(file);
        }

        var scan = new ResidualScan(identifiers, new ScanOptions());
        var findings = written.SelectMany(r => scan.Scan(r.Destination!, Path.GetFileName(r.Destination!)))
            .Where(f => f.Rule is not (FindingRule.MissingAttribute or FindingRule.DeidentificationRecord))
            .Select(f => $"{f.Rule} {f.Confidence} {f.Path} {f.Masked}").ToList();
        Assert.True(findings.Count == 0, string.Join('\n', findings.Take(30)));
    }

    private static DeidPolicy SiteWide()
    {
        var library = new PolicyLibrary(Path.Combine(RepositoryPath.Root, "module", "policies"));
        return PolicyLibrary.Compile(library.Find("site-wide"), new DicomEditCompileOptions(), out _)!;
    }

    private List<AnonymiseResult> Run(DeidPolicy policy, IReadOnlyList<string> inputs, bool acceptEverything)
    {
        var context = new PolicyContext { Key = s_key, Accepts = acceptEverything ? Enum.GetValues<HeldCase>().ToHashSet() : [] };
        var anonymiser = new FileAnonymiser(new PolicyRunner([policy], context), new AnonymiseOptions { Destination = _folder.File("out"), Layout = OutputLayout.Uid });
        return [.. inputs.Select((path, i) => anonymiser.Process(path, string.Empty, i, WriteMode.Write, default))];
    }
}
