using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>The opt-out gate for what is pushed.</summary>
public sealed class OptOutBookTests(ITestOutputHelper output)
{
    /// <summary>Made up, with right check digits.</summary>
    private const string Cleared = "9434765919";

    private const string Other = "9000000009";

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_who_is_cleared_is_archived_and_the_rest_is_blocked_alike(CatalogKind kind)
    {
        using var test = Begin(kind, out var clock);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        string[] people = ["943 476 5919", Other, "ZZID3", "ZZID4"];
        var entries = people.Select((p, i) => Push(ingest, i + 1, p)).ToList();
        Assert.All(new PrearchiveBook(test.Admin).List(), e => Assert.Equal((EntryState.Blocked, EntryFlags.None, 0), (e.State, e.Flags, e.Conflicts.Count)));
        using var manager = test.As("dm");
        var import = new OptOutBook(manager).Import("lung", [(2, Cleared, null), (3, "9434765910", null), (4, "943 476 5870", "zzid3")], TestIngest.Key, 30);
        Assert.Equal(("LUNG", 2, 2L), (import.Project, import.Cleared, import.BlockedEntries));
        Assert.Equal([3L], import.InvalidLines);
        Assert.Equal([EntryState.Ready, EntryState.Blocked, EntryState.Ready, EntryState.Blocked], new PrearchiveBook(test.Admin).List().Select(e => e.State));

        var archiver = new Archiver(test.Admin, ingest.Policies);
        Assert.Equal(ArchiveStatus.Archived, archiver.Archive(entries[0], new ArchiveRequest(), CancellationToken.None).Status);
        var errors = new[] { entries[1], entries[3] }.Select(e => Assert.Throws<StoreException>(() => archiver.Archive(e, new ArchiveRequest { Force = true, Reason = "test" }, CancellationToken.None))).ToList();
        Assert.All(errors, e => Assert.Equal(StoreException.StateConflict, e.ErrorId));
        Assert.Equal(errors[0].Message.Replace(entries[1], string.Empty, StringComparison.Ordinal), errors[1].Message.Replace(entries[3], string.Empty, StringComparison.Ordinal));
        Assert.Equal(["Blocked"], new ArchiveTester(test.Admin, TestIngest.Key).Check(entries[1], null, null, null, CancellationToken.None).Codes);

        // Another answer takes the place of the first: whom it does not name is blocked again.
        new OptOutBook(manager).Import("LUNG", [(2, Other, null)], TestIngest.Key, 1);
        Assert.Equal([EntryState.Ready, EntryState.Blocked, EntryState.Blocked], new PrearchiveBook(test.Admin).List().Select(e => e.State));

        // It expires: refused at once, also before anybody looks, and then removed.
        clock.Shift = TimeSpan.FromDays(1.1);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => archiver.Archive(entries[1], new ArchiveRequest(), CancellationToken.None)).ErrorId);
        new OptOutBook(test.Admin).RemoveExpired();
        Assert.All(new PrearchiveBook(test.Admin).List(), e => Assert.Equal(EntryState.Blocked, e.State));
        Assert.Equal(0, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from clearance")));
        var trail = test.Admin.Catalog.Read(tx => tx.Query<string>("select record from audit"));
        Assert.Equal((2, 1), (trail.Count(r => r.Contains("ImportOptOutResponse", StringComparison.Ordinal)), trail.Count(r => r.Contains("OptOutResponseExpired", StringComparison.Ordinal))));
        Assert.DoesNotContain(trail, r => r.Contains(Cleared, StringComparison.Ordinal) || r.Contains(Other, StringComparison.Ordinal));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_may_and_when(CatalogKind kind)
    {
        using var test = Begin(kind, out _);
        if (test is null)
        {
            return;
        }

        test.Project("FREE");
        using var owner = test.As("owner");
        using var manager = test.As("dm");
        Assert.Throws<AccessDeniedException>(() => new OptOutBook(owner).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30));
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new OptOutBook(manager).Import("FREE", [(2, Cleared, null)], TestIngest.Key, 30)).ErrorId);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => new OptOutBook(manager).Import("NONE", [(2, Cleared, null)], TestIngest.Key, 30)).ErrorId);

        // Who takes the gate away says why; then nothing is blocked, and what was cleared is forgotten.
        using var ingest = new TestIngest(test.Admin);
        Push(ingest, 1, "ZZID1");
        new OptOutBook(manager).Import("LUNG", Enumerable.Range(0, 1).Select(_ => (2L, Cleared, (string?)null)), TestIngest.Key, 30);
        var book = new ProjectBook(owner);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => book.Configure(book.Get("LUNG") with { OptOut = OptOutRule.NotApplicable })).ErrorId);
        Assert.Equal("consented", book.Configure(book.Get("LUNG") with { OptOut = OptOutRule.NotApplicable, OptOutReason = "consented" }).OptOutReason);
        Assert.Equal(EntryState.Ready, Assert.Single(new PrearchiveBook(test.Admin).List()).State);
        Assert.Equal(0, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from clearance")));
        book.Configure(book.Get("LUNG") with { OptOut = OptOutRule.Required, OptOutReason = null });
        Assert.Equal(EntryState.Blocked, Assert.Single(new PrearchiveBook(test.Admin).List()).State);
    }

    /// <summary>What is routed elsewhere is not blocked until it comes to the project; what a mode would archive waits for clearance.</summary>
    [Fact]
    public void The_gate_stands_before_the_project_also_for_what_is_assigned_and_archived_by_itself()
    {
        using var test = Begin(CatalogKind.Sqlite, out _)!;
        var projects = new ProjectBook(test.Admin);
        projects.Configure(projects.Get("LUNG") with { Mode = PrearchiveMode.AutoArchive });
        using var ingest = new TestIngest(test.Admin);
        var nobodys = Push(ingest, 1, "ZZID1", "Subject:S1 Session:S1_1");
        Assert.Equal(EntryState.Ready, new PrearchiveBook(test.Admin).Get(nobodys).State);
        Assert.Equal(EntryState.Blocked, new PrearchiveBook(test.Admin).Assign(nobodys, "LUNG").State);
        Push(ingest, 2, Cleared);
        var archiver = new AutoArchiver(test.Admin, ingest.Policies);
        Assert.Equal(0, archiver.Run(CancellationToken.None));
        using var manager = test.As("dm");
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
        Assert.Equal(1, archiver.Run(CancellationToken.None));
        Assert.Equal(["S2_1"], new SessionBook(test.Admin).List("LUNG").Select(s => s.Session));
    }

    /// <summary>While an answer is taken nobody is cleared for a moment: who comes to be archived just then waits for the answer, not for a person.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_to_be_archived_while_an_answer_was_taken_is_archived_after_it(CatalogKind kind)
    {
        using var test = Begin(kind, out _);
        if (test is null)
        {
            return;
        }

        var projects = new ProjectBook(test.Admin);
        projects.Configure(projects.Get("LUNG") with { Mode = PrearchiveMode.AutoArchive });
        using var manager = test.As("dm");
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
        using var ingest = new TestIngest(test.Admin);
        var id = Push(ingest, 1, Cleared);
        Assert.Equal(EntryState.Ready, new PrearchiveBook(test.Admin).Get(id).State);
        test.Admin.Catalog.Write(tx => tx.Execute("delete from clearance"));
        var archiver = new AutoArchiver(test.Admin, ingest.Policies);
        Assert.Equal(0, archiver.Run(CancellationToken.None));
        var entry = new PrearchiveBook(test.Admin).Get(id);
        Assert.Equal((EntryState.Blocked, null), (entry.State, entry.Message));
        Assert.Equal(0, archiver.Run(CancellationToken.None));
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
        Assert.Equal(1, archiver.Run(CancellationToken.None));
    }

    [Fact]
    public void Nothing_is_copied_or_shared_past_the_gate()
    {
        using var test = Begin(CatalogKind.Sqlite, out _)!;
        test.Project("FREE");
        using var ingest = new TestIngest(test.Admin);
        new Archiver(test.Admin, ingest.Policies).Archive(Push(ingest, 1, Cleared, "Project:FREE Subject:S1 Session:S1_1"), new ArchiveRequest(), CancellationToken.None);
        var copier = new SessionCopier(test.Admin, ingest.Policies);
        var request = new CopyRequest { Project = "FREE", Session = "S1_1", To = "LUNG" };
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => copier.Copy(request, CancellationToken.None)).ErrorId);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new ShareBook(test.Admin).Share("FREE", "S1_1", "LUNG")).ErrorId);
        using var manager = test.As("dm");
        new OptOutBook(manager).Import("LUNG", [(2, Cleared, null)], TestIngest.Key, 30);
        copier.Copy(request, CancellationToken.None);
        new ShareBook(test.Admin).Share("FREE", "S1_1", "LUNG");
        Assert.Equal(2, new SessionBook(test.Admin).List("LUNG").Count());
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Fact]
    public void A_long_answer_is_taken_in_one_go()
    {
        using var test = Begin(CatalogKind.Sqlite, out _)!;
        using var manager = test.As("dm");
        var people = Enumerable.Range(0, 3000).Select(i => ((long)i, Number(400_000_000 + i), (string?)null)).Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!, p.Item3)).ToList();
        Assert.InRange(people.Count, 2500, 3000);
        Assert.Equal(people.Count, new OptOutBook(manager).Import("LUNG", people, TestIngest.Key, 30).Cleared);
    }

    private static string? Number(int nine)
    {
        var digits = $"{nine}";
        return Enumerable.Range(0, 10).Select(c => digits + c).FirstOrDefault(n => DeidPS.Deid.Proof.NhsNumber.Parse(n) is not null);
    }

    private static string Push(TestIngest ingest, int number, string patientId, string? comments = null)
    {
        var entry = ingest.Push(
            TestIngest.Origin(number),
            TestObject.Study1(1, $"{number}", number, comments ?? $"Project:LUNG Subject:S{number} Session:S{number}_1").Select(o => o with { Change = d => d.SetText(new DicomTag(0x00100020), patientId) }))[0].Entry!;
        new PrearchiveBook(ingest.Store).Rebuild(entry, CancellationToken.None);
        return entry;
    }

    private TestStore? Begin(CatalogKind kind, out ShiftedClock clock)
    {
        clock = new ShiftedClock();
        var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 }, clock);
        if (test is not null)
        {
            test.Project("LUNG", settings: p => p with { OptOut = OptOutRule.Required });
            new ProjectBook(test.Admin).SetSiteRole("dm", SiteRole.DataManager, true);
        }

        return test;
    }
}
