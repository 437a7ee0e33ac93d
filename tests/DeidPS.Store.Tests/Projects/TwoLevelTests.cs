using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>Arrival, prearchive, project: the walk of a study through a store, on both catalogues.</summary>
public sealed class TwoLevelTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_instance_that_vanished_from_the_prearchive_is_missed(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        ingest.Push(TestIngest.Origin(1), TestObject.Study1(3));
        book.BuildIdle(CancellationToken.None);
        var entry = Assert.Single(book.List());
        File.Delete(Directory.EnumerateFiles(test.Admin.Layout.Prearchive, "*.dcm", SearchOption.AllDirectories).First());

        var archiver = new Archiver(test.Admin, ingest.Policies);
        var request = new ArchiveRequest { Project = "LUNG", Subject = "S1", Session = "S1_1" };
        var missed = Assert.Throws<StoreException>(() => archiver.Archive(entry.Id, request, CancellationToken.None));
        Assert.Equal(StoreException.StateConflict, missed.ErrorId);
        Assert.Contains("3 instances, and 2 are there", missed.Message, StringComparison.Ordinal);
        Assert.Empty(new SessionBook(test.Admin).List("LUNG"));
        Assert.Empty(StoreFiles.LeftOvers(test));

        // Whoever counts again has said that they are not needed.
        book.Rebuild(entry.Id, CancellationToken.None);
        Assert.Equal(2, archiver.Archive(entry.Id, request, CancellationToken.None).Archived);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pushed_study_is_relabelled_and_archived_under_the_projects_policy(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var receipts = ingest.Push(TestIngest.Origin(), TestObject.Study1(instances: 3, series: 2));
        Assert.All(receipts, r => Assert.Equal((AnonymiseStatus.Written, DimseStatus.Success), (r.Result.Status, r.Answer.Status)));
        var book = new PrearchiveBook(test.Admin);
        Assert.Equal(1, book.BuildIdle(CancellationToken.None));

        var entry = Assert.Single(book.List());
        Assert.Equal((EntryState.Review, EntryFlags.DefaultLabel, null, "subj001", "subj001_sess001"), (entry.State, entry.Flags, entry.Project, entry.Subject, entry.Session));
        Assert.Equal((6L, 2L, "SECTRA"), (entry.Instances, entry.Series, entry.CallingAE));
        Assert.Equal(["CT"], entry.Modalities);

        var archiver = new Archiver(test.Admin, ingest.Policies);
        var refused = Assert.Throws<StoreException>(() => archiver.Archive(entry.Id, new ArchiveRequest { Project = "LUNG" }, CancellationToken.None));
        Assert.Equal(StoreException.ArchiveConflict, refused.ErrorId);
        Assert.Contains("C12", refused.Message, StringComparison.Ordinal);

        var relabelled = book.SetLabels(entry.Id, "Subj042", "Subj042_CT1");
        Assert.Equal((EntryState.Ready, EntryFlags.None), (relabelled.State, relabelled.Flags));
        var result = archiver.Archive(entry.Id, new ArchiveRequest { Project = "lung" }, CancellationToken.None);
        Assert.Equal((ArchiveStatus.Archived, 6, 6, 0), (result.Status, result.Instances, result.Archived, result.Dropped));
        Assert.Empty(book.List());

        var session = Assert.Single(new SessionBook(test.Admin).List("LUNG"));
        Assert.Equal(("Subj042", "Subj042_CT1", 6L, 2L), (session.Subject, session.Session, session.Instances, session.Series));
        Assert.Equal(Path.Combine(test.Root, "archive", "LUNG", "Subj042", "Subj042_CT1"), session.Folder);
        Assert.Equal(
            ["scans/001/DICOM/000001.dcm", "scans/001/DICOM/000002.dcm", "scans/001/DICOM/000003.dcm", "scans/002/DICOM/000001.dcm", "scans/002/DICOM/000002.dcm", "scans/002/DICOM/000003.dcm"],
            StoreFiles.Objects(session.Folder));
        Assert.Equal(2, session.Policies.Count);
        StoreFiles.HasNoIdentifier(test.Root);
        Assert.Empty(StoreFiles.LeftOvers(test));
        Assert.Empty(new AuditVerifier(TestIngest.Key).Verify(test.Admin.Catalog, test.Admin.Layout.Audit));
        using var file = DicomFile.Open(Path.Combine(session.Folder, "scans", "001", "DICOM", "000002.dcm"));
        Assert.Equal("Subj042", file.Dataset.GetText(new DicomTag(0x00100020)));
        Assert.Equal("2", file.Dataset.GetText(new DicomTag(0x00200013)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_labels_three_times_are_three_entries(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        // A study description that is a project's id does not lead anywhere: the text says Unassigned (acceptance scenarios 1 and 2).
        test.Project("CHEST");
        using var ingest = new TestIngest(test.Admin);
        for (var study = 1; study <= 3; study++)
        {
            ingest.Push(TestIngest.Origin(study), TestObject.Study1(2, patient: $"{study}", study: study));
        }

        var book = new PrearchiveBook(test.Admin);
        Assert.Equal(3, book.BuildIdle(CancellationToken.None));
        var entries = book.List().ToList();
        Assert.Equal(3, entries.Select(e => e.Id).Distinct().Count());
        Assert.All(entries, e => Assert.Equal((null, "subj001", "subj001_sess001"), (e.Project, e.Subject, e.Session)));
        Assert.Equal(entries.OrderBy(e => e.Received).Select(e => e.Id), entries.Select(e => e.Id));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_study_on_several_associations_is_one_entry_and_what_comes_twice_counts_once(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        var objects = TestObject.Study1(4).ToList();
        ingest.Push(TestIngest.Origin(1), objects[..2]);
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        ingest.Push(TestIngest.Origin(2), objects[1..]);
        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        var entry = Assert.Single(book.List());
        Assert.Equal((4L, 1L), (entry.Instances, entry.Duplicates));
        Assert.Equal(2, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from arrival")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_instance_with_other_content_is_held_and_not_lost(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        var first = TestObject.Study1(1).Single();
        ingest.Push(TestIngest.Origin(1), [first]);
        var other = Assert.Single(ingest.Push(TestIngest.Origin(2), [first with { Pixel = 7 }]));
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.DuplicateContent, DimseStatus.Success), (other.Result.Status, other.Result.Reason, other.Answer.Status));
        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        var entry = Assert.Single(book.List());
        Assert.Equal((1L, 1L, 0L, EntryFlags.HeldBack), (entry.Instances, entry.Held, entry.Duplicates, entry.Flags & EntryFlags.HeldBack));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Archiving_the_same_study_again_changes_nothing_and_new_instances_are_appended(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 });
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        var archiver = new Archiver(test.Admin, ingest.Policies);
        var request = new ArchiveRequest { Project = "LUNG", Subject = "S1", Session = "S1_1" };
        string Send(int origin, int instances)
        {
            ingest.Push(TestIngest.Origin(origin), TestObject.Study1(instances));
            book.BuildIdle(CancellationToken.None);
            return Assert.Single(book.List()).Id;
        }

        archiver.Archive(Send(1, 3), request, CancellationToken.None);
        var folder = new SessionBook(test.Admin).Get("LUNG", "S1_1").Folder;
        Assert.Equal("Archive", Assert.Single(new AuditBook(test.Admin).List(new AuditFilter { Item = new SessionBook(test.Admin).Get("LUNG", "S1_1").Id })).Action);
        var before = StoreFiles.Bytes(folder);

        var again = Send(2, 3);
        Assert.Equal((ArchiveStatus.Duplicate, 3), (archiver.Archive(again, request, CancellationToken.None) is var r ? r.Status : default, r.Known));
        Assert.Equal(["C01"], book.Get(again).Conflicts);
        Assert.Equal(before, StoreFiles.Bytes(folder));
        book.Remove(again, "duplicate");

        var more = Send(3, 5);
        var conflict = Assert.Throws<StoreException>(() => archiver.Archive(more, request, CancellationToken.None));
        Assert.Contains("C02", conflict.Message, StringComparison.Ordinal);
        var appended = archiver.Archive(more, request with { Append = true }, CancellationToken.None);
        Assert.Equal((ArchiveStatus.Appended, 2, 3), (appended.Status, appended.Archived, appended.Known));
        Assert.Equal(5, StoreFiles.Objects(folder).Count);
        Assert.Equal(5L, new SessionBook(test.Admin).Get("LUNG", "S1_1").Instances);
        Assert.All(before.Where(b => b.Key.EndsWith(".dcm", StringComparison.Ordinal)), b => Assert.Equal(b.Value, StoreFiles.Bytes(folder)[b.Key]));
        Assert.Empty(StoreFiles.LeftOvers(test));

        var all = Send(4, 5);
        Assert.Equal(ArchiveStatus.Replaced, archiver.Archive(all, request with { Overwrite = true }, CancellationToken.None).Status);
        Assert.Equal((5, 5L), (StoreFiles.Objects(folder).Count, new SessionBook(test.Admin).Get("LUNG", "S1_1").Instances));
        Assert.Empty(StoreFiles.LeftOvers(test));
        StoreFiles.HasNoIdentifier(test.Root);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Another_patient_under_a_subjects_label_is_a_conflict(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        var archiver = new Archiver(test.Admin, ingest.Policies);
        ArchiveResult Archive(int number, string patient, string subject, string session)
        {
            ingest.Push(TestIngest.Origin(number), TestObject.Study1(1, patient, number));
            book.BuildIdle(CancellationToken.None);
            return archiver.Archive(Assert.Single(book.List(), e => e.State == EntryState.Review).Id, new ArchiveRequest { Project = "LUNG", Subject = subject, Session = session }, CancellationToken.None);
        }

        Archive(1, "1", "S1", "S1_1");
        Assert.Contains("C05", Assert.Throws<StoreException>(() => Archive(2, "2", "S1", "S1_2")).Message, StringComparison.Ordinal);
        Assert.Contains("C06", Assert.Throws<StoreException>(() => Archive(3, "1", "S2", "S2_1")).Message, StringComparison.Ordinal);
        Assert.Contains("C04", Assert.Throws<StoreException>(() => Archive(4, "4", "S4", "s1_1")).Message, StringComparison.Ordinal);
        Archive(5, "5", "S5", "S5_1");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_store_takes_the_key_it_was_filled_with_and_no_other(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(), TestObject.Study1(1));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        var other = new StorePolicies(new Deid.Policies.PolicyLibrary(Path.Combine(Dicom.Tests.Dictionary.RepositoryPath.Root, "module", "policies")), new Deid.Pseudonyms.DeidKey(new byte[32]));
        var entry = new PrearchiveBook(test.Admin).List().Single();
        var error = Assert.Throws<StoreException>(() => new Archiver(test.Admin, other).Archive(entry.Id, new ArchiveRequest { Project = "LUNG", Subject = "S1", Session = "S1_1" }, CancellationToken.None));
        Assert.Equal(StoreException.KeyMismatch, error.ErrorId);
        Assert.Equal(entry with { Modalities = [], Policies = [], Conflicts = [] }, new PrearchiveBook(test.Admin).Get(entry.Id) with { Modalities = [], Policies = [], Conflicts = [] });
        new Archiver(test.Admin, ingest.Policies).Archive(entry.Id, new ArchiveRequest { Project = "LUNG", Subject = "S1", Session = "S1_1" }, CancellationToken.None);
    }

    [Fact]
    public void Two_projects_share_no_uid_of_the_same_study()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 })!;
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        var uids = new List<HashSet<string>>();
        foreach (var project in (string[])["LUNG", "HEART"])
        {
            test.Project(project);
            ingest.Push(TestIngest.Origin(uids.Count + 1), TestObject.Study1(2));
            book.BuildIdle(CancellationToken.None);
            new Archiver(test.Admin, ingest.Policies).Archive(book.List().Single().Id, new ArchiveRequest { Project = project, Subject = "S1", Session = "S1_1" }, CancellationToken.None);
            uids.Add(StoreFiles.Uids(new SessionBook(test.Admin).Get(project, "S1_1").Folder));
        }

        Assert.Equal(4, uids[0].Count);
        Assert.Empty(uids[0].Intersect(uids[1]));
    }
}
