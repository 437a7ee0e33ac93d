using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>Sharing (workflow section 13; acceptance scenarios 11 and 12), on both catalogues.</summary>
public sealed class ShareBookTests(ITestOutputHelper output)
{
    private TestStore _test = null!;

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_shared_session_is_read_in_the_other_project_and_changed_nowhere_but_at_home(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        using var owner = test.As("owner");
        using var member = test.As("q-member");
        var share = new ShareBook(owner).Share("LUNG", "S1_1", "HEART", "Guest_1");
        Assert.Equal(("LUNG", "S1_1", "HEART", "Guest_1", ShareState.Active, "owner"), (share.Project, share.Session, share.To, share.Label, share.State, share.CreatedBy));
        Assert.Equal(2, share.Policies.Count);

        var seen = Assert.Single(new SessionBook(member).List("HEART"));
        Assert.Equal(("HEART", "Guest_1", "LUNG", 2L), (seen.Project, seen.Session, seen.SharedFrom, seen.Instances));
        Assert.Equal(new SessionBook(owner).Get("LUNG", "S1_1").Folder, seen.Folder);
        Assert.Equal(seen.Id, new SessionBook(member).Get("HEART", "guest_1").Id);

        // Acceptance scenario 12: whoever writes through the share is denied, whatever he may do in his own project.
        using var host = test.As("q-owner");
        var book = new SessionBook(host);
        Denied(() => book.Remove("HEART", "Guest_1", everywhere: true, "test"));
        Denied(() => book.SetLock("HEART", "Guest_1", true));
        Denied(() => book.SetQuarantine("HEART", "Guest_1", true, "test"));
        Denied(() => new SessionBook(member).Remove("HEART", "Guest_1", everywhere: true, "test"));
        Denied(() => new ShareBook(member).Unshare("LUNG", "Guest_1", "HEART"), StoreException.StoreItemNotFound);
        Assert.Equal(5, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%\"Denied\"%'")));
        Assert.Equal(2, StoreFiles.Objects(seen.Folder).Count);
        Assert.Empty(new AuditVerifier(TestIngest.Key).Verify(test.Admin.Catalog, test.Admin.Layout.Audit));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Deleting_at_home_leaves_a_tombstone_that_the_other_owner_takes_away(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        using var owner = test.As("owner");
        using var host = test.As("q-owner");
        new ShareBook(owner).Share("LUNG", "S1_1", "HEART");
        var refused = Assert.Throws<StoreException>(() => new SessionBook(owner).Remove("LUNG", "S1_1", everywhere: false, "end"));
        Assert.Equal(StoreException.StateConflict, refused.ErrorId);
        new SessionBook(owner).Remove("LUNG", "S1_1", everywhere: true, "end");
        Assert.Empty(new SessionBook(host).List("HEART"));
        var grave = Assert.Single(new ShareBook(host).List("HEART"));
        Assert.Equal((ShareState.Tombstone, "LUNG", "S1_1", null), (grave.State, grave.Project, grave.Label, grave.Session));
        Assert.NotNull(grave.Ended);
        Assert.Equal(ShareState.Ended, new ShareBook(host).Unshare("LUNG", "S1_1", "HEART", "seen").State);
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_share_is_refused_when_quarantined_taken_over_or_nobody_at_both_ends(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        using var owner = test.As("owner");
        var shares = new ShareBook(owner);
        Archive(test, 2, "HEART");
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => shares.Share("LUNG", "S1_1", "HEART", "s2_1")).ErrorId);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => shares.Share("LUNG", "S1_1", "LUNG")).ErrorId);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => shares.Share("LUNG", "S1_1", "HEART", "two words")).ErrorId);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => shares.Share("LUNG", "S1_1", "HEART", until: DateTimeOffset.UtcNow.AddDays(-1))).ErrorId);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => shares.Share("LUNG", "S9_9", "HEART")).ErrorId);
        new SessionBook(owner).SetQuarantine("LUNG", "S1_1", true, "doubt");
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => shares.Share("LUNG", "S1_1", "HEART")).ErrorId);
        new SessionBook(owner).SetQuarantine("LUNG", "S1_1", false, "no doubt");

        // A project that the caller may not see is none, whether it exists or not.
        test.Project("SECRET", "somebody");
        Denied(() => shares.Share("LUNG", "S1_1", "SECRET"), StoreException.StoreItemNotFound);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => shares.Share("LUNG", "S1_1", "NOTHING")).ErrorId);

        // Acceptance scenario 11, for sharing: those who only read may not.
        using var reader = test.As("reader");
        Denied(() => new ShareBook(reader).Share("LUNG", "S1_1", "HEART"));
        Denied(() => new SessionBook(reader).Remove("LUNG", "S1_1", everywhere: false, "test"));
        Denied(() => new PrearchiveBook(reader).SetLabels(Entry(test, 3), "S3", "S3_2"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_share_ends_at_its_time_and_when_quarantined_nobody_reads_it(CatalogKind kind)
    {
        var clock = new ShiftedClock();
        using var test = Begin(kind, clock);
        if (test is null)
        {
            return;
        }

        using var owner = test.As("owner");
        using var host = test.As("q-owner");
        var shares = new ShareBook(owner);
        shares.Share("LUNG", "S1_1", "HEART", until: clock.GetUtcNow().AddDays(1));
        Assert.Single(new SessionBook(host).List("HEART"));
        new SessionBook(owner).SetQuarantine("LUNG", "S1_1", true, "doubt");
        Assert.Empty(new SessionBook(host).List("HEART"));
        new SessionBook(owner).SetQuarantine("LUNG", "S1_1", false, "no doubt");
        clock.Shift = TimeSpan.FromDays(2);
        Assert.Empty(new SessionBook(host).List("HEART"));
        Assert.Equal(ShareState.Ended, Assert.Single(shares.List("LUNG")).State);

        // It can be shared again, also under another label; and one that is over keeps nobody from deleting.
        shares.Share("LUNG", "S1_1", "HEART", "Again", clock.GetUtcNow().AddDays(1));
        Assert.Equal("Again", Assert.Single(new SessionBook(host).List("HEART")).Session);
        clock.Shift = TimeSpan.FromDays(4);
        new SessionBook(owner).Remove("LUNG", "S1_1", everywhere: false, "end");
        Assert.Equal(ShareState.Ended, Assert.Single(new ShareBook(host).List("HEART")).State);
    }

    private TestStore? Begin(CatalogKind kind, TimeProvider? clock = null)
    {
        var test = TestStore.Create(kind, output, clock: clock);
        if (test is null)
        {
            return null;
        }

        _test = test;
        test.Project("LUNG");
        test.Project("HEART", "q-owner");
        var book = new ProjectBook(test.Admin);
        book.Grant("LUNG", "reader", ProjectRole.Collaborator);
        book.Grant("HEART", "reader", ProjectRole.Collaborator);
        book.Grant("HEART", "q-member", ProjectRole.Member);
        book.Grant("HEART", "owner", ProjectRole.Member);
        Archive(test, 1, "LUNG");
        return test;
    }

    private static void Archive(TestStore test, int study, string project)
    {
        using var ingest = new TestIngest(test.Admin);
        new Archiver(test.Admin, ingest.Policies).Archive(Entry(test, study), new ArchiveRequest { Project = project }, CancellationToken.None);
    }

    private static string Entry(TestStore test, int study)
    {
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(study), TestObject.Study1(2, $"{study}", study, $"Project:{(study == 3 ? "LUNG" : "Unassigned")} Subject:S{study} Session:S{study}_1"));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        return new PrearchiveBook(test.Admin).List(new PrearchiveFilter { Session = $"S{study}_1" }).Single().Id;
    }

    private void Denied(Action action, string errorId = StoreException.AccessDenied)
    {
        var before = Denials();
        Assert.Equal(errorId, Assert.Throws<AccessDeniedException>(action).ErrorId);
        Assert.Equal(before + 1, Denials());
    }

    private long Denials() => _test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%\"Denied\"%'"));
}
