using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>The conflict rules without their consequences.</summary>
public sealed class ArchiveTesterTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>In the project is study 1 of patient 1, under S1 and S1_1, with three instances.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_code_is_told_and_nothing_is_changed(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 });
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var archived = Push(ingest, 1, TestObject.Study1(3, comments: "Project:LUNG Subject:S1 Session:S1_1"));
        new Archiver(test.Admin, ingest.Policies).Archive(archived, new ArchiveRequest(), CancellationToken.None);
        var same = Push(ingest, 2, TestObject.Study1(3));
        var more = Push(ingest, 3, TestObject.Study1(4));
        var next = Push(ingest, 4, TestObject.Study1(2, study: 2));
        var other = Push(ingest, 5, TestObject.Study1(2, "2", 3));
        var scanner = Push(ingest, 6, TestObject.Study1(2).Select(o => o with { Modality = "MR" }));
        var mixed = Push(ingest, 7, TestObject.Study1(2, "3", 4, series: 2).Select(o => o with { Modality = o.Series == 1 ? "PT" : "MR", SeriesNumber = 7 }));
        var twice = Push(ingest, 8, TestObject.Study1(1, "4", 5).Concat(TestObject.Study1(1, "4", 5).Select(o => o with { Pixel = 9 })));
        var people = Push(ingest, 9, TestObject.Study1(2, "5", 6).Select(o => o with { Change = d => d.SetText(new Dicom.DicomTag(0x00100020), $"ZZID{50 + o.Instance}") }));
        var rows = Snapshot(test);
        foreach (var (entry, subject, session, codes) in new[]
        {
            (same, "S1", "S1_1", "C01"), (more, "S1", "S1_1", "C02"), (next, "S1", "S1_1", "C03"), (other, "S2", "S1_1", "C03 C04"), (other, "S1", "S2_1", "C05"), (next, "S9", "S1_2", "C06"), (more, "S1", "S1_9", "C07"),
            (scanner, "S1", "S1_1", "C01 C10"), (next, "subj001", "subj001_sess001", "C06 C12"), (other, "two words", "S2_1", "C12"), (next, "s1", "S1_2", "C16"), (next, "S1", "S1_2", string.Empty),
            (mixed, "S3", "S3_1", "C09 C15"), (people, "S5", "S5_1", "C11 SeveralPatients"),
        })
        {
            var check = new ArchiveTester(test.Admin, TestIngest.Key).Check(entry, "LUNG", subject, session, CancellationToken.None);
            Assert.Equal((subject, session, codes), (check.Subject, check.Session, string.Join(' ', check.Codes)));
            Assert.Equal(codes is "" or "C09 C15", check.CanArchive);
            Assert.All(check.Findings, f => Assert.True(f.Meaning.Length > 5 && f.Remedy.Length > 5));
        }

        Assert.Contains("C08", new ArchiveTester(test.Admin, TestIngest.Key).Check(twice, "LUNG", "S4", "S4_1", CancellationToken.None).Codes);
        Assert.Equal(["C02"], new ArchiveTester(test.Admin, null).Check(same, "LUNG", "S1", "S1_1", CancellationToken.None).Codes);
        Assert.Equal(rows, Snapshot(test));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Entries_of_one_go_are_tested_against_each_other(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var first = Push(ingest, 1, TestObject.Study1(1));
        var second = Push(ingest, 2, TestObject.Study1(1, study: 2));
        var third = Push(ingest, 3, TestObject.Study1(1, "2", 3));
        var tester = new ArchiveTester(test.Admin, TestIngest.Key);
        string Codes(string entry, string subject, string session) => string.Join(' ', tester.Check(entry, "LUNG", subject, session, CancellationToken.None).Codes);
        Assert.Equal(string.Empty, Codes(first, "S1", "S1_1"));
        Assert.Equal("C03", Codes(second, "S1", "S1_1"));
        Assert.Equal(string.Empty, Codes(second, "S1", "S1_2"));
        Assert.Equal("C06", Codes(second, "S2", "S2_2"));
        Assert.Equal(string.Empty, Codes(second, "S1", "S1_2"));
        Assert.Equal("C05", Codes(third, "S1", "S3_1"));
        Assert.Equal("C03 C04", Codes(third, "S3", "S1_2"));
        Assert.Equal("C16", Codes(second, "s1", "S1_4"));
    }

    [Fact]
    public void An_entry_in_use_one_in_error_and_one_of_nobodys_are_told()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var entry = Push(ingest, 1, TestObject.Study1(1));
        var tester = new ArchiveTester(test.Admin, TestIngest.Key);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => tester.Check(entry, null, null, null, CancellationToken.None)).ErrorId);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => tester.Check(entry, "NONE", null, null, CancellationToken.None)).ErrorId);
        foreach (var (change, code) in new[] { ("state = 'Receiving'", "C13"), ("state = 'Error'", "Error"), ("state = 'Incomplete', missing = 2", "Incomplete"), ("state = 'Review', missing = 0, flags = 1", "PixelReview") })
        {
            test.Admin.Catalog.Write(tx => tx.Execute($"update entry set {change}"));
            Assert.Equal([code], tester.Check(entry, "LUNG", "S1", "S1_1", CancellationToken.None).Codes);
        }

        using var owner = test.As("owner");
        Assert.Throws<AccessDeniedException>(() => new ArchiveTester(owner, null).Check(entry, "LUNG", "S1", "S1_1", CancellationToken.None));
    }

    private static string Push(TestIngest ingest, int number, IEnumerable<TestObject> objects)
    {
        var receipts = ingest.Push(TestIngest.Origin(number), objects);
        new PrearchiveBook(ingest.Store).Rebuild(receipts[0].Entry!, CancellationToken.None);
        return receipts[0].Entry!;
    }

    private static string Snapshot(TestStore test) => string.Join('\n', test.Admin.Catalog.Read(tx => tx.Query<string>(
        "select id || state || conflicts || subject || session from entry union all select id || state from session union all select hash from audit order by 1")));
}
