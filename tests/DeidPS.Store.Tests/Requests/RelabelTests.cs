using System.Text;
using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>Relabel columns reach the site's policy as data, and hide nobody from the search for what is left of the original (C9).</summary>
public sealed class RelabelTests(ITestOutputHelper output)
{
    private static readonly DicomTag s_name = new(0x00100010);
    private static readonly DicomTag s_birthDate = new(0x00100030);
    private static readonly DicomTag s_accession = new(0x00080050);
    private static readonly DicomTag s_studyId = new(0x00200010);
    private static readonly DicomTag s_copy = new(0x00081040);

    /// <summary>What would be a part of a script, were it no data.</summary>
    private const string Strange = "O'Hara \"x\" := [0]^Zoe -(0010,0010)";

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>A policy of a site that keeps most attributes, copies one, and has the last word about another.</summary>
    private static string Policy(TestStore test)
    {
        var path = Path.Combine(test.Beside, "own.das");
        File.WriteAllText(path, "version \"6.7\"\n(0008,1040) := (0010,0010)\n(0010,0020) := \"the policy\"\n-(0008,0090)\n-(0010,4000)\n-(0032,4000)\n");
        return path;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task They_are_written_before_the_policy_and_it_has_the_last_word(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2, Series = (1, 1), Images = (2, 2) });
        if (cohort is null)
        {
            return;
        }

        cohort.Test.Admin.Configure(s => s with { Policy = TestPolicy.SiteWideAfter(cohort.Test.Beside, "(0010,0030) = \"19700102\" ? (0018,1020) := (0008,0050)") });
        cohort.Start(await cohort.PlanAsync($"Accession Number,Subject,Session,Relabel Patient Name,Relabel Patient Birth Date,Relabel Accession Number\n{cohort.Pacs.Content.Study(0).Accession},P0,P0_0,{Csv(Strange)},1970-01-02,A-1\n"));
        await cohort.RunAsync();
        var request = Assert.Single(cohort.Requests());
        Assert.Equal((RequestState.Complete, 0L), (request.State, request.Held));
        var files = StoreFiles.Objects(cohort.Test.Admin.Layout.Prearchive);
        Assert.Equal(2, files.Count);
        Assert.All(files, f =>
        {
            using var file = DicomFile.Open(Path.Combine(cohort.Test.Admin.Layout.Prearchive, f));
            Assert.Equal("A-1", Text(file, new DicomTag(0x00181020)));

            // Where they stood the policy has the last word.
            Assert.Equal("P0", Text(file, s_name));
            Assert.NotEqual("19700102", Text(file, s_birthDate));
            Assert.NotEqual("A-1", Text(file, s_accession));
        });
        cohort.AssertNothingIdentifies();
    }

    [Fact]
    public void Quotes_are_part_of_a_value_and_nothing_in_quotes_clears()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG");
        test.Admin.Configure(s => s with { Policy = Policy(test) });
        Assert.Equal(AnonymiseStatus.Written, Take(test, Csv(Strange), _ => { }).Result.Status);
        using var file = DicomFile.Open(Path.Combine(test.Admin.Layout.Prearchive, Assert.Single(StoreFiles.Objects(test.Admin.Layout.Prearchive))));
        Assert.Equal((Strange, Strange, "the policy"), (Text(file, s_name), Text(file, s_copy), Text(file, new DicomTag(0x00100020))));
        Assert.All(new[] { s_birthDate, s_accession, s_studyId }, tag => Assert.Equal((true, string.Empty), (file.Dataset.Contains(tag), Text(file, tag))));
    }

    /// <summary>A backslash would make two values of one: it is refused before anything is asked for, and the message does not repeat it.</summary>
    [Fact]
    public void A_backslash_is_refused()
    {
        using var csv = new RequestCsv(new MemoryStream("Accession Number,Relabel Patient Name\nA,ZZ\\NAME\n"u8.ToArray()), new RequestCsvOptions());
        var finding = Assert.Single(Assert.Single(csv.Rows()).Findings);
        Assert.Equal(("Backslash", "Relabel Patient Name", 2L), (finding.Code, finding.Column, finding.Line));
        Assert.DoesNotContain("ZZ", finding.Message, StringComparison.Ordinal);
    }

    /// <summary>The shipped policy has the last word, too: no relabel column brings a value past it.</summary>
    [Fact]
    public async Task No_relabel_column_gets_past_the_shipped_policy()
    {
        await using var cohort = Cohort.Create(CatalogKind.Sqlite, output, new PacsContentOptions { Studies = 1 })!;
        cohort.Start(await cohort.PlanAsync($"Accession Number,Relabel Patient Name,Relabel Patient ID,Relabel Patient Birth Date,Relabel Accession Number\n{cohort.Pacs.Content.Study(0).Accession},ZZNAME^X,ZZID,19700101,ZZACC\n"));
        await cohort.RunAsync();
        Assert.Equal(RequestState.Complete, Assert.Single(cohort.Requests()).State);
        StoreFiles.HasNoIdentifier(cohort.Test.Root);
        cohort.AssertNothingIdentifies();
    }

    [Theory]
    [InlineData("a private element")]
    [InlineData("free text")]
    [InlineData("nowhere")]
    public void The_original_name_is_still_looked_for(string place)
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG");
        test.Admin.Configure(s => s with { Policy = Policy(test) });
        var receipt = Take(test, "ZZNEW^NAME", data =>
        {
            if (place == "a private element")
            {
                var block = data.ReserveBlock(0x0029, "ACME 1.1");
                data.SetText(new DicomTag(0x0029, (ushort)((block << 8) | 0x10)), "Taken of ZZNAME1, Anna", DicomVR.LO);
            }
            else if (place == "free text")
            {
                data.SetText(new DicomTag(0x0040A160), "Comparison with the study of zzname1 anna shows no change.", DicomVR.UT);
            }
        });
        var isHeld = place != "nowhere";
        Assert.Equal((isHeld ? AnonymiseStatus.Quarantined : AnonymiseStatus.Written, isHeld ? "ResidualIdentifier" : null), (receipt.Result.Status, receipt.Result.ErrorId));
        Assert.Equal(isHeld ? 0 : 1, StoreFiles.Objects(test.Admin.Layout.Prearchive).Count);
        Assert.All(Directory.EnumerateFiles(test.Root, "*", SearchOption.AllDirectories), path => Assert.DoesNotContain("Comparison with", Encoding.Latin1.GetString(Read(path)), StringComparison.Ordinal));
    }

    /// <summary>What the object's character set has no letters for is not written as something else: the object is held back.</summary>
    [Theory]
    [InlineData("ISO_IR 100", true)]
    [InlineData("ISO_IR 192", true)]
    [InlineData("", false)]
    public void A_value_that_the_character_set_has_no_letters_for_is_not_written_as_something_else(string characterSet, bool isWritten)
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG");
        test.Admin.Configure(s => s with { Policy = Policy(test) });
        var receipt = Take(test, "No\u00EBl", data => data.SetText(new DicomTag(0x00080005), characterSet));
        Assert.Equal((isWritten ? AnonymiseStatus.Written : AnonymiseStatus.Quarantined, isWritten ? null : "DicomValueInvalid"), (receipt.Result.Status, receipt.Result.ErrorId));
        foreach (var path in StoreFiles.Objects(test.Admin.Layout.Prearchive))
        {
            using var file = DicomFile.Open(Path.Combine(test.Admin.Layout.Prearchive, path));
            Assert.Equal("No\u00EBl", Text(file, s_name));
        }
    }

    private static IngestReceipt Take(TestStore test, string name, Action<DicomDataset> change)
    {
        using var csv = new RequestCsv(new MemoryStream(Encoding.UTF8.GetBytes($"Accession Number,Relabel Patient Name,Relabel Patient Birth Date,Relabel Accession Number,Relabel Study ID\nA,{name},\"\",\"\",\"\"\n")), new RequestCsvOptions());
        var row = Assert.Single(csv.Rows());
        Assert.Empty(row.Findings);
        var origin = TestIngest.Origin() with { Source = IngestSource.Retrieval, Requester = "admin", Plan = new RoutingPlan("LUNG", "S1", "S1_1") { Relabels = PlanItem.Of(row).Relabels } };
        using var ingest = new TestIngest(test.Admin);
        return Assert.Single(ingest.Push(origin, [new TestObject { Change = change }]));
    }

    private static string Csv(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string? Text(DicomFile file, DicomTag tag) => file.Dataset.GetText(tag);
}
