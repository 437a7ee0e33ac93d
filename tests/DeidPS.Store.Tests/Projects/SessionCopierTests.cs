using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>Copying a session into another project, so that subjects cannot be joined (workflow section 13), on both catalogues.</summary>
public sealed class SessionCopierTests(ITestOutputHelper output)
{
    private static readonly CopyRequest s_request = new() { Project = "LUNG", Session = "S1_1", To = "HEART" };

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_copy_has_other_labels_uids_and_dates_and_the_session_stays_as_it_is(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        var source = new SessionBook(test.Admin).Get("LUNG", "S1_1");
        var before = StoreFiles.Bytes(source.Folder);
        var copier = new SessionCopier(test.Admin, ingest.Policies);
        var preview = copier.Preview(s_request, CancellationToken.None);
        Assert.Equal((ArchiveStatus.Preview, 2, 2, "subj002"), (preview.Status, preview.Instances, preview.Copied, preview.Subject));
        Assert.Empty(new SessionBook(test.Admin).List("HEART"));

        // The label subj001 is the one that everything is pushed with.
        var result = copier.Copy(s_request, CancellationToken.None);
        Assert.Equal((ArchiveStatus.Archived, 2, 2, 0, "subj002", "subj002_001"), (result.Status, result.Instances, result.Copied, result.Dropped, result.Subject, result.NewSession));
        var copy = Assert.Single(new SessionBook(test.Admin).List("HEART"));
        Assert.Equal(("subj002", "subj002_001", 2L, null, false, false), (copy.Subject, copy.Session, copy.Instances, copy.SharedFrom, copy.PolicyStale, copy.IsLocked));
        Assert.Equal(before, StoreFiles.Bytes(source.Folder));
        Assert.Empty(StoreFiles.Uids(source.Folder).Intersect(StoreFiles.Uids(copy.Folder)));
        Assert.Equal(StoreFiles.Objects(source.Folder), StoreFiles.Objects(copy.Folder));
        var (here, there) = (Values(source), Values(copy));
        Assert.Equal(("S1", "subj002"), (here.Patient, there.Patient));
        Assert.Equal(("LUNG", "HEART"), (here.Study, there.Study));
        Assert.NotEqual(here.Date, there.Date);
        Assert.Equal(there.Date, copy.StudyDate);
        var manifest = SessionManifest.Read(copy.Folder);
        Assert.All(manifest.Instances, i => Assert.Equal(i.Sha256, SessionManifest.Checksum(Path.Combine(copy.Folder, i.Path))));
        Assert.Equal(("HEART", "subj002", "subj002_001"), (manifest.Project, manifest.Subject, manifest.Session));
        StoreFiles.HasNoIdentifier(test.Root);
        Assert.Empty(StoreFiles.LeftOvers(test));
        Assert.Empty(new AuditVerifier(TestIngest.Key).Verify(test.Admin.Catalog, test.Admin.Layout.Audit));

        // Who reads the trail of one project does not learn the label in the other.
        Assert.Equal(1, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where project = 'LUNG' and record like '%\"CopySession\"%' and record not like '%subj002%'")));
        Assert.Equal(1, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where project = 'HEART' and record like '%\"CopiedSession\"%' and record not like '%S1_1%'")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_patient_stays_one_subject_and_what_is_there_is_not_copied_twice(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        TestStudies.Archive(test, 2, "LUNG", patient: 1);
        TestStudies.Archive(test, 3, "LUNG");
        var copier = new SessionCopier(test.Admin, ingest.Policies);
        var made = new[] { "S1_1", "S2_1", "S3_1" }.Select(s => copier.Copy(s_request with { Session = s }, CancellationToken.None)).Select(r => (r.Subject, r.NewSession));
        Assert.Equal([("subj002", "subj002_001"), ("subj002", "subj002_002"), ("subj003", "subj003_001")], made);
        var sessions = new SessionBook(test.Admin).List("HEART").ToList();
        Assert.Single(sessions.Where(s => s.Subject == "subj002").Select(s => s.StudyDate).Distinct());

        var again = copier.Copy(s_request, CancellationToken.None);
        Assert.Equal((ArchiveStatus.Duplicate, 2, 0, "subj002_001"), (again.Status, again.Instances, again.Copied, again.NewSession));
        Conflict("C06", () => copier.Copy(s_request with { Subject = "Other", NewSession = "Other_1" }, CancellationToken.None));
        Conflict("C07", () => copier.Copy(s_request with { NewSession = "Other_1" }, CancellationToken.None));
        Conflict("C05", () => copier.Copy(s_request with { Subject = "subj003" }, CancellationToken.None));
        Conflict("C12", () => copier.Preview(s_request with { Session = "S1_1", Subject = "subj001" }, CancellationToken.None));
        Assert.Equal(3, new SessionBook(test.Admin).List("HEART").Count());

        // A copy can be copied on, and back.
        test.Project("BRAIN");
        var on = copier.Copy(new CopyRequest { Project = "HEART", Session = "subj003_001", To = "BRAIN", Subject = "B1", NewSession = "B1_1" }, CancellationToken.None);
        Assert.Equal((ArchiveStatus.Archived, "B1_1"), (on.Status, on.NewSession));
        Assert.False(new SessionBook(test.Admin).Get("BRAIN", "B1_1").PolicyStale);
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_study_that_was_moved_into_the_other_project_itself_is_known(CatalogKind kind)
    {
        using var test = Begin(kind, joinMinutes: 0);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        TestStudies.Archive(test, 1, "HEART");
        var copier = new SessionCopier(test.Admin, ingest.Policies);
        Conflict("C02", () => copier.Copy(s_request, CancellationToken.None));
        Conflict("C07", () => copier.Copy(s_request with { NewSession = "Twice" }, CancellationToken.None));
        Assert.Equal("S1_1", Assert.Single(new SessionBook(test.Admin).List("HEART")).Session);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Copying_is_refused_where_it_would_release_join_or_carry_damage_on(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        var copier = new SessionCopier(test.Admin, ingest.Policies);
        var sessions = new SessionBook(test.Admin);
        Error(StoreException.StoreValueInvalid, () => copier.Copy(s_request with { To = "lung" }, CancellationToken.None));
        Error(StoreException.StoreValueInvalid, () => copier.Copy(s_request with { Subject = "two words" }, CancellationToken.None));
        Error(StoreException.StoreItemNotFound, () => copier.Copy(s_request with { Session = "S9_9" }, CancellationToken.None));
        sessions.SetQuarantine("LUNG", "S1_1", true, "doubt");
        Error(StoreException.StateConflict, () => copier.Copy(s_request, CancellationToken.None));
        sessions.SetQuarantine("LUNG", "S1_1", false, "no doubt");

        // A policy without a key leaves UIDs, by which the two projects could be joined.
        var script = Path.Combine(test.Beside, "labels.das");
        File.WriteAllText(script, "version \"6.6\"\n(0010,0020) := subject\n(0010,0010) := subject\n");
        test.Project("BRAIN", settings: p => p with { Policy = script });
        Error(StoreException.StateConflict, () => copier.Copy(s_request with { To = "BRAIN" }, CancellationToken.None));

        // What was shared into a project is not copied out of it.
        new ShareBook(test.Admin).Share("LUNG", "S1_1", "BRAIN");
        Assert.Throws<AccessDeniedException>(() => copier.Copy(s_request with { Project = "BRAIN" }, CancellationToken.None));
        var file = Directory.EnumerateFiles(sessions.Get("LUNG", "S1_1").Folder, "*.dcm", SearchOption.AllDirectories).First();
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Error(StoreException.StoreUnusable, () => copier.Copy(s_request, CancellationToken.None));
        Assert.Empty(sessions.List("HEART"));
        Assert.Empty(StoreFiles.LeftOvers(test));
        sessions.Remove("LUNG", "S1_1", everywhere: true, "damaged");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_reads_one_project_and_works_in_the_other_may_copy_and_nobody_deletes_the_session_meanwhile(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        var projects = new ProjectBook(test.Admin);
        projects.Grant("LUNG", "reader", ProjectRole.Collaborator);
        using var reader = test.As("reader");
        using var ingest = new TestIngest(test.Admin);
        var copier = new SessionCopier(reader, ingest.Policies);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<AccessDeniedException>(() => copier.Copy(s_request, CancellationToken.None)).ErrorId);
        projects.Grant("HEART", "reader", ProjectRole.Collaborator);
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<AccessDeniedException>(() => copier.Copy(s_request, CancellationToken.None)).ErrorId);
        projects.Grant("HEART", "reader", ProjectRole.Member);
        new SessionBook(test.Admin).SetLock("LUNG", "S1_1", true);
        var busy = string.Empty;
        reader.OnStep = step =>
        {
            if (step == "copy.staged")
            {
                // The role is asked for again when it commits.
                busy = Assert.Throws<StoreException>(() => new SessionBook(test.Admin).Remove("LUNG", "S1_1", everywhere: true, "test")).ErrorId;
                projects.Revoke("HEART", "reader");
            }
        };
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<AccessDeniedException>(() => copier.Copy(s_request, CancellationToken.None)).ErrorId);
        Assert.Equal(StoreException.StoreBusy, busy);
        Assert.Empty(StoreFiles.LeftOvers(test));
        projects.Grant("HEART", "reader", ProjectRole.Member);
        reader.OnStep = null;
        Assert.Equal(ArchiveStatus.Archived, copier.Copy(s_request, CancellationToken.None).Status);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        new SessionBook(test.Admin).Remove("HEART", "subj002_001", everywhere: false, "test");
        Assert.Throws<OperationCanceledException>(() => copier.Copy(s_request, stop.Token));
        Assert.Empty(StoreFiles.LeftOvers(test));
        Assert.Equal(0, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from operation where kind = @Kind", new { Kind = nameof(OperationKind.Copy) })));
    }

    private TestStore? Begin(CatalogKind kind, int joinMinutes = 30)
    {
        var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = joinMinutes });
        if (test is not null)
        {
            test.Project("LUNG");
            test.Project("HEART", "q-owner");
            TestStudies.Archive(test, 1, "LUNG");
        }

        return test;
    }

    private static (string? Patient, string? Study, string? Date) Values(DeidSession session)
    {
        using var file = DicomFile.Open(Directory.EnumerateFiles(session.Folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First());
        return (file.Dataset.GetText(new DicomTag(0x00100020)), file.Dataset.GetText(new DicomTag(0x00081030)), file.Dataset.GetText(new DicomTag(0x00080020)));
    }

    private static void Conflict(string code, Action action)
    {
        var error = Assert.Throws<StoreException>(action);
        Assert.Equal(StoreException.ArchiveConflict, error.ErrorId);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
    }

    private static void Error(string errorId, Action action) => Assert.Equal(errorId, Assert.Throws<StoreException>(action).ErrorId);
}
