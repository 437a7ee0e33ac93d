using System.Globalization;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>The policies in module/policies.</summary>
public sealed class ShippedPolicyTests
{
    private const string Image = "(0008,0016)=1.2.840.10008.5.1.4.1.1.2";

    [Theory(DisplayName = "Shipped policies load without any finding, also in strict mode")]
    [InlineData("site-wide", KeyLevel.Site, false)]
    [InlineData("project-level", KeyLevel.Project, true)]
    public void Load(string name, KeyLevel level, bool isSecond)
    {
        var policy = PolicyRun.Shipped(name);
        Assert.Equal((name, level, isSecond, isSecond), (policy.Name, policy.KeyLevel, policy.RequiresDeidentified, policy.Verifies));
        Assert.True(policy.NeedsKey);
        Assert.Empty(policy.Accepts);
        Assert.All(File.ReadAllText(Path.Combine(PolicyRun.Folder, name + ".json")), c => Assert.True(c is not '\t' and not '\r'));
    }

    [Fact(DisplayName = "Shipped policies ask for a key before any object is touched")]
    public void NoKey()
    {
        foreach (var name in (string[])["site-wide", "project-level"])
        {
            Assert.Equal("KeyMissing", Assert.Throws<PolicyException>(() => new PolicyRunner([PolicyRun.Shipped(name)], PolicyRun.Context with { Key = null })).ErrorId);
        }
    }

    [Fact(DisplayName = "site-wide: identity, staff, institution and private data are gone at every depth")]
    public void SiteWide()
    {
        using var file = Objects.File(
            Image, "(0008,0060)=CT", "(0008,0008)=ORIGINAL\\PRIMARY\\AXIAL", "(0010,0010)=ZZNAME", "(0010,0020)=ZZID", "(0010,0030)=19500101", "(0010,1010)=070Y", "(0010,0040)=F", "(0010,1030)=70", "(0008,0050)=ZZACC",
            "(0020,0010)=ZZSTUDY", "(0008,0080)=ZZINST", "(0008,0081)=ZZADDR", "(0008,0090)=ZZREF", "(0008,1050)=ZZPERF", "(0008,1030)=ZZDESC", "(0008,103E)=ZZSOMEBODY 20200410", "(0018,1030)=ZZPROT", "(0010,4000)=ZZCOMMENT",
            "(0008,0020)=20200410", "(0008,0023)=20200410", "(0008,0030)=101112", "(0008,0033)=101112", "(0008,002A)=20200410101112.5", "(0020,000D)=1.2.3.4.5.6", "(0020,000E)=1.9", "(0020,0011)=4",
            "(0029,0010)=ZZCREATOR", "(0029,1010)=ZZPRIVATE", "(6000,3000) OB=ZZ", "(6000,0022)=ZZ", "(0018,1000)=ZZSERIAL", "(0018,7006)=ZZDETECTOR", "(0020,3404)=ZZMODIFIER",
            "(0008,1115)[0]/(0008,114A)[0]/(0008,1155)=1.2.3.4.5", "(0008,1115)[0]/(0008,114A)[0]/(0008,1150)=1.2.840.10008.5.1.4.1.1.2", "(0008,1110)[0]/(0008,1155)=1.2.8",
            "(0040,0275)[0]/(0008,0050)=ZZACC2", "(5200,9230)[0]/(0020,9111)[0]/(0018,9074)=20200410101112", "(5200,9230)[0]/(0020,9111)[0]/(0010,0010)=ZZNESTED",
            "(0054,0016)[0]/(0018,1078)=20200410090000", "(0008,1111)[0]/(0040,A170)[0]/(0008,0106)=20020904", "(0054,0016)[0]/(0018,1074)=1000", "(0018,A001)[0]/(0008,0080)=ZZEQUIP", "(0012,0010)=ZZSPONSOR", "(0040,A730)[0]/(0040,A123)=ZZPERSON");
        using var written = Apply(file, out var outcome);
        Assert.Empty(outcome.Held);
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
        Expect(written, "(0008,0030)", "101112");
        Expect(written, "(0008,0033)", "101112");
        Expect(written, "(0008,0090)", string.Empty);
        Expect(written, "(0008,103E)", "CT 4");
        Expect(written, "(0054,0016)[0]/(0018,1074)", "1000");
        Expect(written, "(0008,1115)[0]/(0008,114A)[0]/(0008,1150)", "1.2.840.10008.5.1.4.1.1.2");

        // Every date moves by the same secret number of days.
        var days = Day(written, "(0008,0020)").DayNumber - new DateOnly(2020, 4, 10).DayNumber;
        Assert.InRange(days, -3650, -1);
        Assert.Equal(Day(written, "(0008,0020)"), Day(written, "(0008,0023)"));
        Assert.Equal((Day(written, "(0008,0020)"), "101112.5"), (Day(written, "(0008,002A)"), Objects.Find(written, "(0008,002A)")!.Text![8..]));
        Assert.Equal((Day(written, "(0008,0020)"), "101112"), (Day(written, "(5200,9230)[0]/(0020,9111)[0]/(0018,9074)"), Objects.Find(written, "(5200,9230)[0]/(0020,9111)[0]/(0018,9074)")!.Text![8..]));
        Assert.Equal((Day(written, "(0008,0020)"), "090000"), (Day(written, "(0054,0016)[0]/(0018,1078)"), Objects.Find(written, "(0054,0016)[0]/(0018,1078)")!.Text![8..]));

        // One map of UIDs, file meta information included.
        var pseudonyms = new Pseudonymiser(PolicyRun.Key, new PseudonymSettings());
        Expect(written, "(0020,000D)", pseudonyms.Uid("1.2.3.4.5.6"));
        Expect(written, "(0020,000E)", pseudonyms.Uid("1.9"));
        Expect(written, "(0008,0018)", pseudonyms.Uid("1.2.3.4.5"));
        Expect(written, "(0008,1115)[0]/(0008,114A)[0]/(0008,1155)", pseudonyms.Uid("1.2.3.4.5"));
        Expect(written, "(0002,0003)", pseudonyms.Uid("1.2.3.4.5"));
        Assert.StartsWith("2.25.", pseudonyms.Uid("1.9"), StringComparison.Ordinal);

        Expect(written, "(0028,0303)", "MODIFIED");
        Expect(written, "(0012,0062)", "YES");
        Assert.Equal(["113100", "113107", "113108"], PolicySeal.Claims(written.Dataset).Order());
        Assert.Null(Objects.Find(written, "(0040,A730)"));
        Assert.Null(Objects.Find(written, "(0018,A001)"));
        Assert.Null(Objects.Find(written, "(0008,1030)"));
    }

    [Theory(DisplayName = "site-wide holds back what it cannot make safe")]
    [InlineData(HeldCase.StructuredReport, "(0008,0016)=1.2.840.10008.5.1.4.1.1.88.11")]
    [InlineData(HeldCase.PresentationState, "(0008,0016)=1.2.840.10008.5.1.4.1.1.11.1")]
    [InlineData(HeldCase.EncapsulatedDocument, "(0008,0016)=1.2.840.10008.5.1.4.1.1.104.1")]
    [InlineData(HeldCase.Sound, "(0008,0016)=1.2.840.10008.5.1.4.1.1.9.4.1")]
    [InlineData(HeldCase.PrivateSopClass, "(0008,0016)=1.2.840.113619.4.27")]
    [InlineData(HeldCase.BurnedInAnnotation, Image, "(0028,0301)=YES")]
    [InlineData(HeldCase.DoseScreen, Image, "(0008,0008)=DERIVED\\SECONDARY\\SCREEN SAVE")]
    [InlineData(HeldCase.DoseScreen, "(0008,103E)=Dose Report")]
    [InlineData(HeldCase.SecondaryCapture, "(0008,0060)=CT")]
    public void Held(HeldCase expected, params string[] elements)
    {
        using var file = Objects.File(elements);
        using var written = Apply(file, out var outcome);
        Assert.Contains(expected, outcome.Held.Select(h => h.Case));
    }

    [Theory(DisplayName = "site-wide keeps technical series descriptions and replaces others")]
    [InlineData("T1 MPRAGE SAG", "T1 MPRAGE SAG")]
    [InlineData("Chest 5.0 mm post contrast", "Chest 5.0 mm post contrast")]
    [InlineData("t2_tse_tra", "t2_tse_tra")]
    [InlineData("Miller T1 SAG", "*** T1 SAG")]
    [InlineData("12345678", "MR 7")]
    [InlineData("", "MR 7")]
    [InlineData(" ", "MR 7")]
    [InlineData("MR 7", "MR 7")]
    public void SeriesDescription(string before, string after)
    {
        using var file = Objects.File(Image, "(0008,0060)=MR", "(0020,0011)=7", "(0008,103E)=" + before);
        using var written = Apply(file, out _);
        Expect(written, "(0008,103E)", after);
    }

    [Fact(DisplayName = "site-wide keeps the times that PET needs, and dates that are none do not stay")]
    public void TimesAndDates()
    {
        using var file = Objects.File("(0008,0016)=1.2.840.10008.5.1.4.1.1.128", "(0008,0060)=PT", "(0008,0031)=101112", "(0008,0032)=101213", "(0054,0016)[0]/(0018,1072)=090000", "(0008,0020)=ZZ", "(0008,0021)=20200410", "(0008,0022)=20200411");
        using var pet = Apply(file, out _);
        Expect(pet, "(0008,0031)", "101112");
        Expect(pet, "(0008,0032)", "101213");
        Expect(pet, "(0054,0016)[0]/(0018,1072)", "090000");
        Assert.DoesNotContain("ZZ", Objects.Find(pet, "(0008,0020)")!.Text!, StringComparison.Ordinal);
        Assert.Equal(1, Day(pet, "(0008,0022)").DayNumber - Day(pet, "(0008,0021)").DayNumber);
    }

    [Fact(DisplayName = "project-level names the object and derives its UIDs and dates once more")]
    public void ProjectLevel()
    {
        using var file = Objects.File(Image, "(0010,0010)=ZZNAME", "(0010,0020)=ZZID", "(0008,0050)=ZZACC", "(0010,0030)=19500101", "(0008,0020)=20200410", "(0020,000D)=1.2.3.4.5.6", "(0008,0060)=CT");
        var variables = new Dictionary<string, string> { ["project"] = "LUNG", ["subject"] = "S1", ["session"] = "a session label that is too long" };
        using var site = Apply(file, out _);
        var runner = new PolicyRunner([PolicyRun.Shipped("project-level")], PolicyRun.Context with { Variables = variables });
        using var input = PolicyRun.Reopened(site);
        Assert.False(runner.Apply(input).IsProfileMissing);
        using var written = PolicyRun.Reopened(input);
        Expect(written, "(0010,0010)", "S1");
        Expect(written, "(0010,0020)", "S1");
        Expect(written, "(0008,1030)", "LUNG");
        Assert.Matches(@"\A[0-9A-Z]{1,16}\z", Objects.Find(written, "(0008,0050)")!.Text!);
        Assert.NotEqual(Objects.Find(site, "(0020,000D)")!.Text, Objects.Find(written, "(0020,000D)")!.Text);
        Assert.InRange(Day(written, "(0008,0020)").DayNumber - Day(site, "(0008,0020)").DayNumber, -365, -1);
    }

    [Fact(DisplayName = "project-level writes no project's name before routing")]
    public void Unassigned()
    {
        using var file = Objects.File(Image, "(0008,1030)=ZZDESC", "(0010,0020)=ZZID", "(0008,0060)=CT");
        var runner = new PolicyRunner(
            [PolicyRun.Shipped("site-wide"), PolicyRun.Shipped("project-level")],
            PolicyRun.Context with { Variables = new Dictionary<string, string> { ["project"] = "Unassigned" } });
        Assert.Empty(runner.Apply(file).Residual);
        Assert.DoesNotContain(Everything(file.Dataset), e => e.Text is "Unassigned" or "ZZDESC");
    }

    private static DicomFile Apply(DicomFile file, out PolicyOutcome outcome)
    {
        outcome = PolicyRun.Runner(PolicyRun.Shipped("site-wide")).Apply(file);
        Assert.Empty(outcome.LeftUnchanged);
        return PolicyRun.Reopened(file);
    }

    private static void Expect(DicomFile file, string address, string value) => Assert.Equal(value, Objects.Find(file, address)?.Text);

    private static DateOnly Day(DicomFile file, string address) => DateOnly.ParseExact(Objects.Find(file, address)!.Text![..8], "yyyyMMdd", CultureInfo.InvariantCulture);

    private static IEnumerable<DicomElement> Everything(DicomDataset dataset) =>
        dataset.SelectMany(e => e.Items.SelectMany(Everything).Prepend(e));
}
