using DeidPS.Deid.DicomEdit;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>The policies in module/policies.</summary>
public sealed class ShippedPolicyTests
{
    private const string Image = "(0008,0016)=1.2.840.10008.5.1.4.1.1.2";

    private static readonly Dictionary<string, string> s_variables = new(CaseRunner.Variables) { ["dateShiftDays"] = "-100" };

    [Theory(DisplayName = "Shipped policies load without any finding, also in strict mode")]
    [InlineData("site-wide")]
    [InlineData("project-level")]
    public void Load(string name)
    {
        var compilation = DicomEditScript.Compile(Text(name), name, new DicomEditCompileOptions { Strict = true });
        Assert.True(compilation.Script is not null, string.Join('\n', compilation.Diagnostics));
        Assert.Empty(compilation.Diagnostics);
        Assert.Empty(compilation.Script!.RequiredVariables.Except(["project", "subject", "session", "dateShiftDays"]));
        Assert.All(Text(name), c => Assert.True(c is not '\t' and not '\r'));
    }

    [Fact(DisplayName = "site-wide: identity, staff, institution and private data are gone at every depth")]
    public void SiteWide()
    {
        using var file = Objects.File(
            Image, "(0008,0060)=CT", "(0010,0010)=ZZNAME", "(0010,0020)=ZZID", "(0010,0030)=19500101", "(0010,1010)=070Y", "(0010,0040)=F", "(0010,1030)=70", "(0008,0050)=ZZACC", "(0020,0010)=ZZSTUDY",
            "(0008,0080)=ZZINST", "(0008,0081)=ZZADDR", "(0008,0090)=ZZREF", "(0008,1050)=ZZPERF", "(0008,1030)=ZZDESC", "(0008,103E)=ZZ series of somebody", "(0018,1030)=ZZPROT", "(0010,4000)=ZZCOMMENT",
            "(0008,0020)=20200410", "(0008,0023)=20200410", "(0008,0030)=101112", "(0008,0033)=101112", "(0008,002A)=20200410101112.5", "(0020,000D)=1.2.3.4.5.6", "(0020,000E)=1.9", "(0020,0011)=4",
            "(0029,0010)=ZZCREATOR", "(0029,1010)=ZZPRIVATE", "(6000,3000) OB=ZZ", "(6000,0022)=ZZ", "(0018,1000)=ZZSERIAL",
            "(0008,1140)[0]/(0008,1155)=1.2.3.4.5", "(0008,1140)[0]/(0008,1150)=1.2.840.10008.5.1.4.1.1.2", "(0008,1110)[0]/(0008,1155)=1.2.8",
            "(0040,0275)[0]/(0008,0050)=ZZACC2", "(5200,9230)[0]/(0020,9111)[0]/(0018,9074)=20200410101112", "(5200,9230)[0]/(0020,9111)[0]/(0010,0010)=ZZNESTED",
            "(0054,0016)[0]/(0018,1078)=20200410090000", "(0008,1111)[0]/(0040,A170)[0]/(0008,0106)=20020904", "(0054,0016)[0]/(0018,1074)=1000", "(0018,A001)[0]/(0008,0080)=ZZEQUIP", "(0012,0010)=ZZSPONSOR", "(0040,A730)[0]/(0040,A123)=ZZPERSON");
        Assert.Equal(ScriptOutcome.Applied, Site().Apply(file, Context()));
        using var written = Objects.Reopened(file);
        Assert.DoesNotContain(Everything(written.Dataset), e => e.Text?.Contains("ZZ", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(Everything(written.Dataset), e => e.Tag.IsPrivate || e.Tag.Group is >= 0x5000 and < 0x5100 or >= 0x6000 and < 0x6100);
        Expect(written, "(0010,0010)", "S1");
        Expect(written, "(0010,0020)", "S1");
        Expect(written, "(0008,0050)", "S1_1");
        Expect(written, "(0020,0010)", "S1_1");
        Expect(written, "(0010,0030)", string.Empty);
        Expect(written, "(0010,1010)", "070Y");
        Expect(written, "(0010,0040)", "F");
        Expect(written, "(0010,1030)", "70");
        Expect(written, "(0008,0020)", "20200101");
        Expect(written, "(0008,002A)", "20200101101112.5");
        Expect(written, "(0008,0030)", string.Empty);
        Expect(written, "(0008,0033)", "000000");
        Expect(written, "(0008,0090)", string.Empty);
        Expect(written, "(0018,1000)", "ANONYMISED");
        Expect(written, "(0008,103E)", "CT 4");
        Expect(written, "(0020,000D)", "2.25.262228503153619312954819897114011402300");
        Expect(written, "(0008,0018)", "2.25.281097975800109040096884226991818420711");
        Expect(written, "(0008,1140)[0]/(0008,1155)", "2.25.281097975800109040096884226991818420711");
        Expect(written, "(0008,1140)[0]/(0008,1150)", "1.2.840.10008.5.1.4.1.1.2");
        Expect(written, "(0002,0003)", "2.25.281097975800109040096884226991818420711");
        Expect(written, "(5200,9230)[0]/(0020,9111)[0]/(0018,9074)", "20200101101112");
        Expect(written, "(5200,9230)[0]/(0020,9111)[0]/(0010,0010)", "S1");
        Expect(written, "(0054,0016)[0]/(0018,1078)", "20200101090000");
        Expect(written, "(0054,0016)[0]/(0018,1074)", "1000");
        Expect(written, "(0008,1111)[0]/(0040,A170)[0]/(0008,0106)", "20020904");
        Expect(written, "(0028,0303)", "MODIFIED");
        Assert.Empty(Objects.Find(written, "(0008,1110)")!.Items);
        Assert.Null(Objects.Find(written, "(0040,A730)"));
        Assert.Null(Objects.Find(written, "(0018,A001)"));
        Assert.Null(Objects.Find(written, "(0008,1030)"));
    }

    [Theory(DisplayName = "site-wide holds back what it cannot make safe")]
    [InlineData("(0008,0016)=1.2.840.10008.5.1.4.1.1.88.11")]
    [InlineData("(0008,0016)=1.2.840.10008.5.1.4.1.1.11.1")]
    [InlineData("(0008,0016)=1.2.840.10008.5.1.4.1.1.104.1")]
    [InlineData("(0008,0016)=1.2.840.10008.5.1.4.1.1.9.4.1")]
    [InlineData("(0008,0016)=1.2.840.113619.4.27")]
    [InlineData("(0028,0301)=YES")]
    [InlineData("(0008,0008)=DERIVED\\SECONDARY\\SCREEN SAVE")]
    [InlineData("(0008,103E)=Dose Report")]
    [InlineData("(0008,0060)=CT")]
    public void Held(string element)
    {
        using var file = Objects.File(element);
        Assert.Equal(ScriptOutcome.Rejected, Site().Apply(file, Context()));
    }

    [Theory(DisplayName = "site-wide keeps technical series descriptions and replaces others")]
    [InlineData("T1 MPRAGE SAG", "T1 MPRAGE SAG")]
    [InlineData("Chest 5.0 mm post contrast", "Chest 5.0 mm post contrast")]
    [InlineData("t2_tse_tra", "t2_tse_tra")]
    [InlineData("Miller T1 SAG", "MR 7")]
    [InlineData("12345678", "MR 7")]
    [InlineData("", "MR 7")]
    [InlineData("MR 7", "MR 7")]
    public void SeriesDescription(string before, string after)
    {
        using var file = Objects.File(Image, "(0008,0060)=MR", "(0020,0011)=7", "(0008,103E)=" + before);
        Site().Apply(file, Context());
        Expect(file, "(0008,103E)", after);
    }

    [Fact(DisplayName = "site-wide keeps the times that PET needs and empties dates that are none")]
    public void TimesAndDates()
    {
        using var pet = Objects.File(Image, "(0008,0060)=PT", "(0008,0031)=101112", "(0008,0032)=101213", "(0054,0016)[0]/(0018,1072)=090000", "(0008,0020)=1997.04.30", "(0008,0021)=20200410");
        Site().Apply(pet, Context());
        Expect(pet, "(0008,0031)", "101112");
        Expect(pet, "(0054,0016)[0]/(0018,1072)", "090000");
        Expect(pet, "(0008,0020)", string.Empty);
        Expect(pet, "(0008,0021)", "20200101");
        Assert.Null(Objects.Find(pet, "(0008,0022)"));
        using var ct = Objects.File(Image, "(0008,0060)=CT", "(0008,0031)=101112", "(0008,0032)=101213");
        Site().Apply(ct, Context());
        Expect(ct, "(0008,0031)", "000000");
        Expect(ct, "(0008,0032)", string.Empty);
    }

    [Fact(DisplayName = "project-level names the object, and a second run changes nothing")]
    public void ProjectLevel()
    {
        var script = DicomEditScript.Compile(Text("project-level"), "project-level").Script!;
        using var file = Objects.File("(0010,0010)=X", "(0010,0020)=Y", "(0008,0050)=Z", "(0010,0030)=");
        var context = new DicomEditContext { Variables = new Dictionary<string, string> { ["project"] = "LUNG", ["subject"] = "S1", ["session"] = "a session label that is too long" } };
        script.Apply(file, context);
        Expect(file, "(0010,0010)", "S1");
        Expect(file, "(0010,0020)", "S1");
        Expect(file, "(0008,1030)", "LUNG");
        var accession = Objects.Find(file, "(0008,0050)")!.Text!;
        Assert.Matches(@"\A[0-9]{16}\z", accession);
        Expect(file, "(0020,0010)", accession);
        var before = Everything(file.Dataset).Select(e => $"{e.Tag}{e.Text}").ToArray();
        script.Apply(file, context);
        Assert.Equal(before, Everything(file.Dataset).Select(e => $"{e.Tag}{e.Text}"));
    }

    [Fact(DisplayName = "project-level leaves the study description alone before routing")]
    public void Unassigned()
    {
        var script = DicomEditScript.Compile(Text("project-level"), "project-level").Script!;
        using var file = Objects.File("(0008,1030)=Study");
        script.Apply(file, new DicomEditContext { Variables = new Dictionary<string, string>(CaseRunner.Variables) { ["project"] = "Unassigned" } });
        Expect(file, "(0008,1030)", "Study");
    }

    private static DicomEditScript Site() => DicomEditScript.Compile(Text("site-wide"), "site-wide").Script!;

    private static DicomEditContext Context() => new() { Variables = s_variables };

    private static void Expect(DicomFile file, string address, string value) =>
        Assert.Equal(value, Objects.Find(file, address)?.Text);

    private static IEnumerable<DicomElement> Everything(DicomDataset dataset) =>
        dataset.SelectMany(e => e.Items.SelectMany(Everything).Prepend(e));

    private static string Text(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DeidPS.psd1")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("module/policies");
        }

        return File.ReadAllText(Path.Combine(folder, "module", "policies", name + ".das"));
    }
}
