using System.Text;
using DeidPS.Deid.Policies;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Lookup;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Lookups;

/// <summary>The look-up table: who reads it, what follows a study, and what is left when the study goes.</summary>
public sealed class LookupBookTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_row_follows_its_study_from_arrival_into_the_project(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        using var manager = test.As("dm");
        var first = Push(ingest, 1, TestObject.Study1(2, comments: "Project:LUNG Subject:S1 Session:S1_1"));
        var waiting = Assert.Single(Find(manager));
        Assert.Equal(("LUNG", "S1", "S1_1", first, "ZZID1", "ZZACC11", "1.2.826.0.1.3680043.9.1.1", null), (waiting.Project, waiting.Subject, waiting.Session, waiting.Entry, waiting.PatientID, waiting.AccessionNumber, waiting.StudyInstanceUID, waiting.ArchivedStudyInstanceUID));
        new PrearchiveBook(test.Admin).SetLabels(first, "S7", "S7_1");
        var archiver = new Archiver(test.Admin, ingest.Policies);
        archiver.Archive(first, new ArchiveRequest(), CancellationToken.None);
        var archived = Assert.Single(Find(manager));
        Assert.Equal(("S7", "S7_1", null, first, waiting.StudyKey), (archived.Subject, archived.Session, archived.Entry, archived.Arrival, archived.StudyKey));
        Assert.NotNull(archived.ArchivedStudyInstanceUID);

        // More of the same study has the same row.
        var more = Push(ingest, 2, TestObject.Study1(3, comments: "Project:LUNG Subject:S7 Session:S7_1"));
        archiver.Archive(more, new ArchiveRequest { Append = true }, CancellationToken.None);
        Assert.Single(Find(manager));
        Push(ingest, 3, TestObject.Study1(1, "2", 5));
        Assert.Equal(2, Find(manager).Count);
        Assert.Equal(["S7_1"], Find(manager, r => r with { Project = "lung" }).Select(o => o.Session));
        Assert.Equal(["S7_1"], Find(manager, r => r with { Subject = "s7", Session = "s7_1" }).Select(o => o.Session));
        Assert.Equal(["S7_1"], Find(manager, r => r with { PatientId = "zzid1 " }).Select(o => o.Session));
        Assert.Equal(["S7_1"], Find(manager, r => r with { AccessionNumber = "ZZACC11" }).Select(o => o.Session));
        Assert.Equal(["ZZID2"], Find(manager, r => r with { StudyInstanceUid = "1.2.826.0.1.3680043.9.2.5" }).Select(o => o.PatientID));
        Assert.Empty(Find(manager, r => r with { PatientId = "ZZ" }));
        StoreFiles.HasNoIdentifier(test.Root);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Data_managers_read_it_with_a_reason_and_each_read_is_recorded(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        Push(ingest, 1, TestObject.Study1(1));
        using var manager = test.As("dm");
        Assert.Single(Find(manager, r => r with { AccessionNumber = "ZZACC11" }));
        Assert.Throws<AccessDeniedException>(() => Find(test.Admin));
        Assert.Single(Find(test.Admin, r => r with { IsBreakGlass = true }));
        using var owner = test.As("owner");
        Assert.Throws<AccessDeniedException>(() => Find(owner, r => r with { IsBreakGlass = true }));
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => Find(manager, r => r with { Reason = " " })).ErrorId);
        Assert.Equal(StoreException.KeyMismatch, Assert.Throws<StoreException>(() => new LookupBook(manager, new Deid.Pseudonyms.DeidKey(new byte[32])).Find(new LookupRequest { Reason = "test" })).ErrorId);
        var records = test.Admin.Catalog.Read(tx => tx.Query<string>("select record from audit where record like '%ReadOriginals%' or record like '%BreakGlass%' or record like '%\"Denied\"%' order by sequence"));
        Assert.Equal(4, records.Count);
        Assert.Contains("\"AccessionNumber\"", records[0], StringComparison.Ordinal);
        Assert.All(records, r => Assert.DoesNotContain("ZZ", r, StringComparison.Ordinal));
        StoreFiles.HasNoIdentifier(test.Root);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_key_goes_with_the_last_data_of_a_study(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        var keys = new List<string>();
        using (var ingest = new TestIngest(test.Admin))
        {
            var archiver = new Archiver(test.Admin, ingest.Policies);
            foreach (var number in Enumerable.Range(1, 4))
            {
                var entry = Push(ingest, number, TestObject.Study1(1, $"{number}", number, $"Project:LUNG Subject:S{number} Session:S{number}_1"));
                if (number < 4)
                {
                    archiver.Archive(entry, new ArchiveRequest(), CancellationToken.None);
                }
            }
        }

        keys.AddRange(test.Admin.Catalog.Read(tx => tx.Query<string>("select k.wrapped from lookupkey k join lookup l on l.id = k.id order by l.created")));
        Assert.Equal(4, keys.Distinct().Count());
        new SessionBook(test.Admin).Remove("LUNG", "S1_1", everywhere: false, "test");
        Assert.Equal(keys[1..], Keys(test));
        new PrearchiveBook(test.Admin).Remove(new PrearchiveBook(test.Admin).List().Single().Id, "test");
        Assert.Equal(keys[1..3], Keys(test));
        new DeletionBook(test.Admin).RemoveSubject("LUNG", "S2", everywhere: false, "test", CancellationToken.None);
        Assert.Equal(keys[2..3], Keys(test));
        new DeletionBook(test.Admin).RemoveProject("LUNG", everywhere: false, "test", CancellationToken.None);
        Assert.Empty(Keys(test));
        Assert.Equal(0, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from lookup")));
        if (kind == CatalogKind.Sqlite)
        {
            // Not in what is left of the file either.
            test.Admin.Dispose();
            var bytes = Directory.EnumerateFiles(Path.GetDirectoryName(test.Admin.Layout.CatalogFile)!).SelectMany(File.ReadAllBytes).ToArray();
            Assert.All(keys, k => Assert.True(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(k)) < 0));
        }
    }

    [Fact]
    public void A_site_and_a_project_may_want_none()
    {
        using var test = Begin(CatalogKind.Sqlite)!;
        using var ingest = new TestIngest(test.Admin);
        using var manager = test.As("dm");
        test.Project("BLIND", settings: p => p with { NoLut = true });
        Push(ingest, 1, TestObject.Study1(1, study: 1, comments: "Project:BLIND Subject:S1 Session:S1_1"));
        Assert.Empty(Find(manager));
        var assigned = Push(ingest, 2, TestObject.Study1(1, study: 2));
        var moved = Push(ingest, 3, TestObject.Study1(1, study: 3));
        Assert.Equal(2, Find(manager).Count);
        new PrearchiveBook(test.Admin).Assign(assigned, "BLIND");
        Assert.Equal([moved], Find(manager).Select(o => o.Entry));
        new Archiver(test.Admin, ingest.Policies).Archive(moved, new ArchiveRequest { Project = "BLIND", Subject = "S3", Session = "S3_1", Force = true, Reason = "test" }, CancellationToken.None);
        Assert.Empty(Find(manager));

        var kept = Push(ingest, 4, TestObject.Study1(1, study: 4, comments: "Project:LUNG Subject:S4 Session:S4_1"));
        new Archiver(test.Admin, ingest.Policies).Archive(kept, new ArchiveRequest(), CancellationToken.None);
        Assert.Single(Find(manager));
        var book = new ProjectBook(test.Admin);
        Assert.True(book.Configure(book.Get("LUNG") with { NoLut = true }).NoLut);
        Assert.Empty(Find(manager));
        book.Configure(book.Get("LUNG") with { NoLut = false });
        test.Admin.Configure(s => s with { NoLut = true });
        Push(ingest, 5, TestObject.Study1(1, study: 5, comments: "Project:LUNG Subject:S5 Session:S5_1"));
        Assert.Empty(Find(manager));
        Assert.Equal(0, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from lookupkey")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_copy_in_another_project_keeps_its_row_when_the_session_goes(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        test.Project("HEART");
        using var ingest = new TestIngest(test.Admin);
        using var manager = test.As("dm");
        new Archiver(test.Admin, ingest.Policies).Archive(Push(ingest, 1, TestObject.Study1(1, comments: "Project:LUNG Subject:S1 Session:S1_1")), new ArchiveRequest(), CancellationToken.None);
        new SessionCopier(test.Admin, ingest.Policies).Copy(new CopyRequest { Project = "LUNG", Session = "S1_1", To = "HEART" }, CancellationToken.None);
        Assert.Equal(["HEART", "LUNG"], Find(manager, r => r with { PatientId = "ZZID1" }).Select(o => o.Project).Order());
        new SessionBook(test.Admin).Remove("LUNG", "S1_1", everywhere: false, "test");
        Assert.Equal(("HEART", "ZZACC11"), Assert.Single(Find(manager)) is var left ? (left.Project, left.AccessionNumber) : default);
        Assert.Single(Keys(test));
    }

    [Theory]
    [InlineData("update lookup set sealed = (select sealed from lookup order by id desc limit 1)")]
    [InlineData("update lookupkey set wrapped = (select wrapped from lookupkey order by id desc limit 1)")]
    [InlineData("update lookup set sealed = ''")]
    public void A_row_that_was_moved_or_damaged_is_told(string damage)
    {
        using var test = Begin(CatalogKind.Sqlite)!;
        using var ingest = new TestIngest(test.Admin);
        Push(ingest, 1, TestObject.Study1(1, study: 1));
        Push(ingest, 2, TestObject.Study1(1, study: 2));
        test.Admin.Catalog.Write(tx => tx.Execute(damage));
        using var manager = test.As("dm");
        var error = Assert.Throws<PolicyException>(() => Find(manager));
        Assert.Equal("MapConflict", error.ErrorId);
        Assert.DoesNotContain("ZZ", error.ToString(), StringComparison.Ordinal);
    }

    private static string Push(TestIngest ingest, int number, IEnumerable<TestObject> objects)
    {
        var entry = ingest.Push(TestIngest.Origin(number), objects)[0].Entry!;
        new PrearchiveBook(ingest.Store).Rebuild(entry, CancellationToken.None);
        return entry;
    }

    private static IReadOnlyList<DeidOriginal> Find(DeidStore store, Func<LookupRequest, LookupRequest>? request = null) =>
        new LookupBook(store, TestIngest.Key).Find((request ?? (r => r))(new LookupRequest { Reason = "test" }));

    private static IReadOnlyList<string> Keys(TestStore test) => test.Admin.Catalog.Read(tx => tx.Query<string>("select k.wrapped from lookupkey k join lookup l on l.id = k.id order by l.created"));

    private TestStore? Begin(CatalogKind kind)
    {
        var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 });
        if (test is not null)
        {
            test.Project("LUNG");
            new ProjectBook(test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        }

        return test;
    }
}
