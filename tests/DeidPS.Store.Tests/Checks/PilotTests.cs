using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Checks;

/// <summary>A project in pilot takes a few sessions of each modality and manufacturer, until somebody has reviewed them.</summary>
public sealed class PilotTests(ITestOutputHelper output)
{
    private static readonly DicomTag s_manufacturer = new(0x00080070);

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pilot_has_places_for_each_modality_and_manufacturer(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        Archive(test, 2);
        var third = Push(test, 3);
        var refused = Assert.Throws<StoreException>(() => Archive(test, third));
        Assert.Equal(StoreException.StateConflict, refused.ErrorId);
        Assert.Contains("pilot", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ACME", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Approve-DeidProject", refused.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(EntryState.Ready, new PrearchiveBook(test.Admin).Get(third).State);

        // Another kind of image, and another maker, have places of their own.
        Archive(test, Push(test, 4, o => o with { Modality = "MR" }));
        Archive(test, Push(test, 5, o => o with { Change = d => d.SetText(s_manufacturer, "OTHER") }));
        Archive(test, Push(test, 6, o => o with { Change = d => d.Remove(s_manufacturer) }));
        Assert.Throws<StoreException>(() => Archive(test, third));
        Assert.True(new ProjectBook(test.Admin).Get("LUNG").IsPilot);

        // A session that goes makes room.
        new SessionBook(test.Admin).Remove("LUNG", "S1_1", everywhere: false, "not as it should be");
        Assert.Equal(ArchiveStatus.Archived, Archive(test, third).Status);
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_review_ends_the_pilot_until_a_policy_changes(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        var books = new ApprovalBook(test.Admin);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => books.Approve("LUNG", "Dr Reviewer", "nothing there yet")).ErrorId);
        Archive(test, 1);
        Archive(test, 2);
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => books.Approve("LUNG", "Dr Reviewer", " ")).ErrorId);
        var approval = books.Approve("lung", "Dr Reviewer", "two CT looked at");
        Assert.Equal(("LUNG", "Dr Reviewer", "admin", 2), (approval.Project, approval.By, approval.ApprovedBy, approval.Sessions));
        Assert.Equal(2, approval.Policies.Count);
        var project = new ProjectBook(test.Admin).Get("LUNG");
        Assert.Equal((false, "Dr Reviewer", approval.Approved), (project.IsPilot, project.ApprovedBy, project.Approved));
        Assert.Equal((false, "Dr Reviewer"), (new ProjectBook(test.Admin).List()[0].IsPilot, new ProjectBook(test.Admin).List()[0].ApprovedBy));
        Archive(test, 3);
        Archive(test, 4);
        var record = new AuditBook(test.Admin).List(new AuditFilter { Project = "LUNG" }).Single(r => r.Action == "ApproveProject");
        Assert.Equal("two CT looked at", record.Reason);

        // The project's policy changes: a pilot again, of what goes through the new one.
        var waiting = Push(test, 5);
        var changed = TestPolicy.Accepting(test.Beside, "project-level", "Sound");
        new ProjectBook(test.Admin).Configure(project with { Policy = changed });
        project = new ProjectBook(test.Admin).Get("LUNG");
        Assert.Equal((true, null), (project.IsPilot, project.ApprovedBy));
        Archive(test, waiting);
        Archive(test, 6);
        var third = Push(test, 7);
        Assert.Throws<StoreException>(() => Archive(test, third));

        // The policy that was reviewed is still reviewed.
        new ProjectBook(test.Admin).Configure(project with { Policy = "project-level" });
        Assert.False(new ProjectBook(test.Admin).Get("LUNG").IsPilot);
        Archive(test, third);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_policy_of_the_site_is_another_pilot(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        new ApprovalBook(test.Admin).Approve("LUNG", "reviewer", "looked at");
        var waiting = Push(test, 2);
        var changed = TestPolicy.Accepting(test.Beside, "site-wide", "Sound");
        test.Admin.Configure(s => s with { Policy = changed });
        Assert.True(new ProjectBook(test.Admin).Get("LUNG").IsPilot);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new ApprovalBook(test.Admin).Approve("LUNG", "reviewer", "nothing under the new one")).ErrorId);

        // What came in under the policy that was reviewed is free; what comes now is not.
        foreach (var entry in new[] { waiting, Push(test, 3), Push(test, 4) })
        {
            Archive(test, entry);
        }

        var full = Push(test, 5);
        Assert.Throws<StoreException>(() => Archive(test, full));
        new ApprovalBook(test.Admin).Approve("LUNG", "reviewer", "looked at again");
        Archive(test, full);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Archiving_without_a_person_stops_at_the_limit_and_says_why(CatalogKind kind)
    {
        using var test = Store(kind, PrearchiveMode.AutoArchive);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        for (var study = 1; study <= 4; study++)
        {
            Push(test, study, project: "LUNG");
        }

        Assert.Equal(2, new AutoArchiver(test.Admin, ingest.Policies).Run(CancellationToken.None));
        var left = new PrearchiveBook(test.Admin).List().ToList();
        Assert.Equal(["S3_1", "S4_1"], left.Select(e => e.Session));
        Assert.All(left, e => Assert.Contains("pilot", e.Message, StringComparison.Ordinal));
        Assert.All(left, e => Assert.Equal(EntryState.Ready, e.State));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Two_that_archive_at_once_do_not_take_the_same_place(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        var (second, third) = (Push(test, 2), Push(test, 3));
        using var other = test.As("admin");
        using var ingest = new TestIngest(test.Admin);
        test.Admin.OnStep = step =>
        {
            if (step == "archive.staged")
            {
                test.Admin.OnStep = null;
                new Archiver(other, ingest.Policies).Archive(third, new ArchiveRequest { Project = "LUNG" }, CancellationToken.None);
            }
        };
        Assert.Contains("pilot", Assert.Throws<StoreException>(() => Archive(test, second)).Message, StringComparison.Ordinal);
        Assert.Equal(["S1_1", "S3_1"], new SessionBook(test.Admin).List("LUNG").Select(s => s.Session));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_test_of_entries_tells_when_no_place_is_left(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        Archive(test, 1);
        var tester = new ArchiveTester(test.Admin, null);
        var checks = Enumerable.Range(2, 2).Select(study => tester.Check(Push(test, study), "LUNG", null, null, CancellationToken.None)).ToList();
        Assert.Equal([true, false], checks.Select(c => c.CanArchive));
        Assert.Equal([string.Empty, "Pilot"], checks.Select(c => string.Join(' ', c.Codes)));
        Assert.Contains("pilot", checks[1].Findings[0].Meaning, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_copy_takes_a_place_in_the_other_project(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        test.Project("HEART");
        test.Admin.Configure(s => s with { PilotPerModality = 1 });
        using var ingest = new TestIngest(test.Admin);
        Archive(test, 1);
        var copier = new SessionCopier(test.Admin, ingest.Policies);
        copier.Copy(new CopyRequest { Project = "LUNG", Session = "S1_1", To = "HEART" }, CancellationToken.None);
        test.Admin.Configure(s => s with { PilotPerModality = 2 });
        Archive(test, 2);
        test.Admin.Configure(s => s with { PilotPerModality = 1 });
        Assert.Contains("pilot", Assert.Throws<StoreException>(() => copier.Copy(new CopyRequest { Project = "LUNG", Session = "S2_1", To = "HEART" }, CancellationToken.None)).Message, StringComparison.Ordinal);
        test.Admin.Configure(s => s with { PilotPerModality = 0 });
        Assert.Equal(ArchiveStatus.Archived, copier.Copy(new CopyRequest { Project = "LUNG", Session = "S2_1", To = "HEART" }, CancellationToken.None).Status);
        Assert.False(new ProjectBook(test.Admin).Get("HEART").IsPilot);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_a_person_says_of_a_session_holds_it_back(CatalogKind kind)
    {
        using var test = Store(kind);
        if (test is null)
        {
            return;
        }

        test.Project("HEART");
        Archive(test, 1);
        var waiting = Push(test, 2, project: "LUNG");
        var book = new ReviewBook(test.Admin);
        Assert.Equal([(waiting, "S2_1", CheckState.Unchecked, (int?)1), (null, "S1_1", CheckState.Unchecked, 1)], book.List("LUNG").Select(r => (r.Entry, r.Session, r.State, r.PlacesLeft)));
        var failed = book.Set("LUNG", null, waiting, CheckState.Failed, "a name in the picture");
        Assert.Equal((CheckState.Failed, "admin", "a name in the picture"), (failed.State, failed.CheckedBy, failed.Reason));
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => Archive(test, waiting)).ErrorId);
        Assert.Contains("Failed", new ArchiveTester(test.Admin, null).Check(waiting, null, null, null, CancellationToken.None).Codes);
        new PrearchiveBook(test.Admin).Rebuild(waiting, CancellationToken.None);
        Assert.Equal([waiting], book.List("LUNG", [CheckState.Failed]).Select(r => r.Entry));
        book.Set("LUNG", null, waiting, CheckState.Passed, "looked again: a landmark");
        Archive(test, waiting);

        foreach (var state in new[] { CheckState.Failed, CheckState.NeedsCleaning })
        {
            book.Set("LUNG", "s1_1", null, state, "a face");
            Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => Export(test, "S1_1")).ErrorId);
            Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART")).ErrorId);
            Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => new ApprovalBook(test.Admin).Approve("LUNG", "reviewer", "test")).ErrorId);
        }

        book.Set("LUNG", "S1_1", null, CheckState.Passed, "defaced");
        Export(test, "S1_1");
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => book.Set("LUNG", "S1_1", null, CheckState.Passed, string.Empty)).ErrorId);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => book.Set("LUNG", null, "none", CheckState.Passed, "test")).ErrorId);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => book.Set("LUNG", "none", null, CheckState.Passed, "test")).ErrorId);
        Assert.Equal(3, new AuditBook(test.Admin).List(new AuditFilter { Project = "LUNG" }).Count(r => r.Action == "ReviewSession" && r.Reason is not null));
    }

    internal static string Push(TestStore test, int study, Func<TestObject, TestObject>? change = null, string project = "Unassigned")
    {
        using var ingest = new TestIngest(test.Admin);
        var receipts = ingest.Push(TestIngest.Origin(study), TestObject.Study1(2, $"{study}", study, $"Project:{project} Subject:S{study} Session:S{study}_1").Select(change ?? (o => o)));
        Assert.True(receipts[0].Entry is not null, receipts[0].ToString());
        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        return book.List(new PrearchiveFilter { Session = $"S{study}_1" }).Single().Id;
    }

    internal static ArchiveResult Archive(TestStore test, string entry, bool overwrite = false)
    {
        using var ingest = new TestIngest(test.Admin);
        return new Archiver(test.Admin, ingest.Policies).Archive(entry, new ArchiveRequest { Project = "LUNG", Overwrite = overwrite }, CancellationToken.None);
    }

    private static void Archive(TestStore test, int study) => Archive(test, Push(test, study));

    private static void Export(TestStore test, string session) =>
        new SessionExporter(test.Admin).Export("LUNG", session, new ExportRequest { Destination = Path.Combine(test.Beside, "out") }, CancellationToken.None);

    private TestStore? Store(CatalogKind kind, PrearchiveMode mode = PrearchiveMode.Hold)
    {
        var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 2 });
        test?.Project("LUNG", settings: p => p with { Mode = mode });
        return test;
    }
}
