using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>What ends a share, and what keeps a session from being shared: time, and a policy that changed (workflow sections 10 and 13), on both catalogues.</summary>
public sealed class ShareLifeTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_share_whose_time_is_over_blocks_its_label_no_more(CatalogKind kind)
    {
        var clock = new ShiftedClock();
        using var test = TestStore.Create(kind, output, clock: clock);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        test.Project("HEART");
        TestStudies.Archive(test, 1, "LUNG");
        var shares = new ShareBook(test.Admin);
        shares.Share("LUNG", "S1_1", "HEART", "S2_1", clock.GetUtcNow().AddDays(1));
        var entry = TestStudies.Push(test, 2, "HEART");
        var book = new PrearchiveBook(test.Admin);
        Assert.Equal((EntryState.Conflict, "C03"), (book.Get(entry).State, string.Join(',', book.Get(entry).Conflicts)));
        Assert.Throws<AccessDeniedException>(() => new SessionBook(test.Admin).SetLock("HEART", "S2_1", true));

        clock.Shift = TimeSpan.FromDays(2);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => new SessionBook(test.Admin).SetLock("HEART", "S2_1", true)).ErrorId);
        Assert.Equal((EntryState.Ready, string.Empty), (book.Rebuild(entry, CancellationToken.None).State, string.Join(',', book.Get(entry).Conflicts)));
        using var ingest = new TestIngest(test.Admin);
        Assert.Equal(ArchiveStatus.Archived, new Archiver(test.Admin, ingest.Policies).Archive(entry, new ArchiveRequest(), CancellationToken.None).Status);
        Assert.Equal(ShareState.Ended, Assert.Single(shares.List("HEART")).State);
        Assert.Null(Assert.Single(new SessionBook(test.Admin).List("HEART")).SharedFrom);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_shared_is_listed_with_its_project_and_its_label_there(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        test.Project("HEART");
        TestStudies.Archive(test, 1, "LUNG");
        TestStudies.Archive(test, 2, "HEART");
        new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART", "Guest");
        Assert.Equal([("S2_1", null, null), ("Guest", "LUNG", "S1_1")], new SessionBook(test.Admin).List("HEART").Select(s => (s.Session, s.SharedFrom, s.SharedLabel)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_tombstone_is_taken_away_also_when_the_project_that_it_came_from_is_gone(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        test.Project("HEART", "q-owner");
        test.Project("BRAIN", "somebody");
        TestStudies.Archive(test, 1, "LUNG");
        TestStudies.Archive(test, 2, "BRAIN");
        new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART");
        new ShareBook(test.Admin).Share("BRAIN", "S2_1", "LUNG");
        new DeletionBook(test.Admin).RemoveProject("LUNG", everywhere: true, "end", CancellationToken.None);
        using var host = test.As("q-owner");
        using var stranger = test.As("somebody");
        Assert.Equal([ShareState.Tombstone], new ShareBook(host).List().Select(s => s.State));
        Assert.Empty(new ShareBook(stranger).List());
        Assert.Throws<AccessDeniedException>(() => new ShareBook(stranger).Unshare("LUNG", "S1_1", "HEART"));
        Assert.Equal(ShareState.Ended, new ShareBook(host).Unshare("LUNG", "S1_1", "HEART").State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_session_whose_projects_policy_changed_says_so_and_is_not_shared(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 });
        if (test is null)
        {
            return;
        }

        var policy = Path.Combine(test.Beside, "lung.json");
        var text = File.ReadAllText(TestIngest.Library.Find("project-level"));
        File.WriteAllText(policy, text);
        test.Project("LUNG", settings: p => p with { Policy = policy });
        test.Project("HEART");
        Assert.False(TestStudies.Archive(test, 1, "LUNG").PolicyStale);
        new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART");

        Change(policy, text.Replace("-365", "-300", StringComparison.Ordinal));
        Assert.True(Session(test).PolicyStale);
        Assert.True(Assert.Single(new SessionBook(test.Admin).List("HEART")).PolicyStale);
        Refused(test);

        // What is added later is of the new version, the rest is not.
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(2), TestObject.Study1(3, "1", 1, "Project:LUNG Subject:S1 Session:S1_1"));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        var entry = Assert.Single(new PrearchiveBook(test.Admin).List()).Id;
        var archiver = new Archiver(test.Admin, ingest.Policies);
        Assert.Equal(ArchiveStatus.Appended, archiver.Archive(entry, new ArchiveRequest { Append = true }, CancellationToken.None).Status);
        Assert.Equal((true, 3), (Session(test).PolicyStale, Session(test).Policies.Count));
        Refused(test);

        // Replaced as a whole it is current again; and what cannot be told is not taken for true.
        ingest.Push(TestIngest.Origin(3), TestObject.Study1(3, "1", 1, "Project:LUNG Subject:S1 Session:S1_1"));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        entry = Assert.Single(new PrearchiveBook(test.Admin).List()).Id;
        Assert.Equal(ArchiveStatus.Replaced, archiver.Archive(entry, new ArchiveRequest { Overwrite = true }, CancellationToken.None).Status);
        Assert.Equal((false, 2), (Session(test).PolicyStale, Session(test).Policies.Count));
        new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART");
        File.Delete(policy);
        Assert.Null(Session(test).PolicyStale);
        Refused(test);
    }

    private static DeidSession Session(TestStore test) => new SessionBook(test.Admin).Get("LUNG", "S1_1");

    private static void Refused(TestStore test) => Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART", "Other")).ErrorId);

    /// <summary>Also where the clock of the file system is coarse.</summary>
    private static void Change(string path, string text)
    {
        var written = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, written.AddSeconds(2));
    }
}
