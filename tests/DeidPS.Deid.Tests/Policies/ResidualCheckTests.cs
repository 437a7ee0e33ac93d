using System.Diagnostics;
using System.Text;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Tests.DicomEdit;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Policies;

/// <summary><c>verify</c>: what named the patient is found wherever it stands, labels are not, and no input makes it slow.</summary>
public sealed class ResidualCheckTests : IDisposable
{
    private static readonly string[] s_patient =
    [
        "(0010,0010)=M\u00FCller-L\u00FCdenscheidt^Adelheid^von", "(0010,0020)=PID 0012-77", "(0010,1000)=OTHER-991\\X1", "(0010,1005)=Birthnamen", "(0008,0050)=ACC55512", "(0020,0010)=ST-4711", "(0010,0030)=19500123",
        "(0020,000D)=1.2.34.567.8", "(0020,000E)=1.2.34.567.9", "(0020,0052)=1.2.34.567.10", "(0008,0005)=ISO_IR 192",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("(0008,103E)=scan of Mueller-Luedenscheidt", false)]
    [InlineData("(0008,103E)=scan of m\u00FCller", true)]
    [InlineData("(0008,103E)=scan of MULLER", true)]
    [InlineData("(0008,103E)=Lu\u0308denscheidt", true)]
    [InlineData("(0008,103E)=L.u.d.e.n.s.c.h.e.i.d.t", true)]
    [InlineData("(0008,103E)=adelheidchen", true)]
    [InlineData("(0008,103E)=von", false)]
    [InlineData("(0008,103E)=Birth namen", true)]
    [InlineData("(0008,103E)=case pid001277 again", true)]
    [InlineData("(0008,103E)=PID/0012/77", true)]
    [InlineData("(0008,103E)=0012", false)]
    [InlineData("(0008,103E)=other 991", true)]
    [InlineData("(0008,103E)=X1", false)]
    [InlineData("(0008,103E)=xacc55512x", true)]
    [InlineData("(0008,103E)=ST4711", true)]
    [InlineData("(0008,103E)=born 19500123", true)]
    [InlineData("(0008,103E)=born 23.01.1950", true)]
    [InlineData("(0008,103E)=born 01/23/1950", true)]
    [InlineData("(0008,103E)=1950", false)]
    [InlineData("(0008,0020)=19500123", false)]
    [InlineData("(0018,0050)=4711", false)]
    [InlineData("(0008,103E)=see 1.2.34.567.8.", true)]
    [InlineData("(0008,103E)=(1.2.34.567.9)", true)]
    [InlineData("(0008,103E)=1.2.34.567.89", false)]
    [InlineData("(0008,103E)=11.2.34.567.8", false)]
    [InlineData("(0008,1115)[0]/(0020,000E)=1.2.34.567.9", true)]
    [InlineData("(0008,1115)[0]/(0008,1199)[1]/(0008,1155)=1.2.34.567.8", true)]
    [InlineData("(0008,1115)[0]/(0008,1199)[1]/(0008,1155)=1.2.840.10008.1.4.1.1", false)]
    [InlineData("(0020,4000)=a long comment, then: Adelheid", true)]
    [InlineData("(0040,A160) UT=Adelheid", true)]
    [InlineData("(0029,1010) UN=Adelheid", true)]
    [InlineData("(0029,1010) LO=Adelheid", true)]
    public void Left_overs_are_found_and_other_values_are_not(string element, bool expected)
    {
        var check = Check(s_patient);
        using var after = Objects.File("(0008,0018)=2.25.1", "(0008,0005)=ISO_IR 192", element);
        var found = check.FindIn(after.Dataset);
        Assert.Equal(expected, found.Count > 0);
        Assert.All(found, address => Assert.Matches(@"\A(\([0-9A-F]{4},[0-9A-F]{4}\)(\[\d+\])?/?)+\z", address));
        Assert.All(found, address => Assert.StartsWith(element[..element.IndexOfAny([' ', '='])], address, StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_of_the_run_do_not_count_although_they_were_the_patients()
    {
        var check = Check(s_patient, "Adelheid", "ACC55512", "PID 0012-77");
        using var after = Objects.File("(0008,0018)=2.25.1", "(0010,0010)=Adelheid", "(0010,0020)=PID 0012-77", "(0008,0050)=ACC55512");
        Assert.Empty(check.FindIn(after.Dataset));
        using var more = Objects.File("(0008,0018)=2.25.1", "(0008,0005)=ISO_IR 192", "(0010,0010)=Adelheid M\u00FCller");
        Assert.Single(check.FindIn(more.Dataset));
    }

    [Fact]
    public void A_few_addresses_are_enough()
    {
        using var after = Objects.File(Enumerable.Range(0, 50).Select(i => $"(0008,1115)[{i}]/(0008,103E)=Adelheid"));
        Assert.Equal(5, Check(s_patient).FindIn(after.Dataset).Count);
    }

    [Fact]
    public void An_object_with_a_left_over_is_quarantined_without_its_value()
    {
        File.WriteAllText(_folder.File("verified.json"), """{"verify":true,"steps":[{"scriptText":"version \"6.7\"\n(0010,0010) := subject\n(0008,0018) := \"2.25.1\""}]}""");
        var policy = PolicyLibrary.Compile(_folder.File("verified.json"), new Deid.DicomEdit.DicomEditCompileOptions(), out _)!;
        var anonymiser = new FileAnonymiser(PolicyRun.Runner(policy), new AnonymiseOptions { Destination = _folder.File("out/") });
        foreach (var (left, expected) in new[] { ("(0020,4000)=by ZZNAME", AnonymiseReason.Residual), ("(0020,4000)=by nobody", AnonymiseReason.None) })
        {
            using (var file = Objects.File("(0008,0016)=1.2.840.10008.5.1.4.1.1.2", "(0010,0010)=ZZNAME^FIRST", left))
            {
                file.Save(_folder.File("in.dcm"), overwrite: true);
            }

            var result = anonymiser.Process(_folder.File("in.dcm"), string.Empty, 0, WriteMode.Write, default);
            Assert.Equal(expected, result.Reason);
            Assert.DoesNotContain("ZZ", result.ToString(), StringComparison.Ordinal);
            if (expected == AnonymiseReason.Residual)
            {
                Assert.Equal((AnonymiseStatus.Quarantined, "ResidualIdentifier"), (result.Status, result.ErrorId));
                Assert.Contains("(0020,4000)", result.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_second_level_looks_for_what_the_first_left()
    {
        // Project-level verifies: a UID of the site level kept by an attribute that no table has would join two projects.
        using var file = Objects.File("(0008,0016)=1.2.840.10008.5.1.4.1.1.2", "(0008,0060)=CT", "(0020,000D)=1.2.34.567.8", "(0010,0020)=ZZID12345");
        PolicyRun.Runner(PolicyRun.Shipped("site-wide")).Apply(file);
        using var site = PolicyRun.Reopened(file);
        var study = site.Dataset.GetText(new DicomTag(0x0020000D))!;
        var adds = PolicyRun.Script("(0020,4000) := \"" + study + "\"");
        var outcome = PolicyRun.Runner(PolicyRun.Shipped("project-level"), adds).Apply(site);
        Assert.Equal(["(0020,4000)"], outcome.Residual);
    }

    [Theory]
    [InlineData("words")]
    [InlineData("marks")]
    [InlineData("digits")]
    [InlineData("points")]
    [InlineData("almost")]
    [InlineData("name without end")]
    public void Ten_megabytes_are_looked_through_in_time(string kind)
    {
        const int Size = 10 << 20;
        var text = kind switch
        {
            "words" => string.Concat(Enumerable.Repeat("abcd ", Size / 5)),
            "marks" => "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", Size / 4)),
            "digits" => new string('1', Size),
            "points" => string.Concat(Enumerable.Repeat("1.", Size / 2)),
            "almost" => string.Concat(Enumerable.Repeat("adelhei", Size / 7)),
            _ => new string('A', Size),
        };
        var check = Check([.. s_patient, "(0010,1001)=" + new string('A', 40) + "B", "(0020,0052)=" + string.Concat(Enumerable.Repeat("1.", 31)) + "2"]);
        Assert.Empty(Timed(check, text));
        Assert.NotEmpty(Timed(check, text + " Adelheid"));

        static IReadOnlyList<string> Timed(ResidualCheck check, string text)
        {
            // Read from a file: text of that size stays in the source until it is looked at.
            var dataset = new DicomDataset();
            dataset.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 192");
            dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2");
            dataset.Set(DicomElement.Create(new DicomTag(0x0040A160), DicomVR.UT, Encoding.UTF8.GetBytes(text)));
            using var made = DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
            using var file = PolicyRun.Reopened(made);
            Assert.True(file.Dataset.Find(new DicomTag(0x0040A160))!.IsBulk);
            var clock = Stopwatch.StartNew();
            var found = check.FindIn(file.Dataset);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
            return found;
        }
    }

    [Fact]
    public void Thousands_of_identifiers_and_of_texts_take_no_time_by_the_product()
    {
        var ids = string.Join('\\', Enumerable.Range(0, 20_000).Select(i => $"ID-{i:D8}"));
        var before = new DicomDataset();
        before.Set(DicomElement.Create(new DicomTag(0x00101000), DicomVR.UC, Encoding.ASCII.GetBytes(ids)));
        before.Set(DicomElement.Create(new DicomTag(0x0020000D), DicomVR.UC, Encoding.ASCII.GetBytes(string.Join('\\', Enumerable.Range(0, 20_000).Select(i => $"1.2.3.{i}")))));
        var clock = Stopwatch.StartNew();
        var check = ResidualCheck.Of(before, []);
        var after = new DicomDataset();
        for (var i = 0; i < 20_000; i++)
        {
            var item = new DicomDataset();
            item.SetText(DicomTags.SeriesDescription, $"text {i} 1.2.4.{i} ID-9{i:D7}");
            after.AddItem(new DicomTag(0x00081115), item);
        }

        Assert.Empty(check.FindIn(after));
        after.SetText(DicomTags.SeriesDescription, "id 0001-9999");
        Assert.Single(check.FindIn(after));
        after.SetText(DicomTags.SeriesDescription, "1.2.3.19999");
        Assert.Single(check.FindIn(after));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    [Fact]
    public void A_text_too_long_to_be_looked_through_counts_as_found()
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2");
        dataset.Set(DicomElement.Create(new DicomTag(0x0040A160), DicomVR.UT, new byte[(16 << 20) + 2]));
        Assert.Equal(["(0040,A160)"], Check(s_patient).FindIn(dataset));
    }

    private static ResidualCheck Check(string[] elements, params string[] labels)
    {
        using var file = Objects.File(elements.Reverse());
        return ResidualCheck.Of(file.Dataset, labels);
    }
}
