using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>Other labels for archived sessions (workflow section 10): labels change, UIDs and dates do not, on both catalogues.</summary>
public sealed class SessionRenamerTests(ITestOutputHelper output)
{
    private static readonly RenameRequest s_request = new() { Project = "LUNG", Session = "S1_1" };

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Labels_change_in_files_folder_and_catalogue_and_nothing_else_does(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        test.Project("HEART");
        new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART", "Guest");
        var before = new SessionBook(test.Admin).Get("LUNG", "S1_1");
        var (uids, values) = (StoreFiles.Uids(before.Folder), Values(before));
        var after = new SessionRenamer(test.Admin, TestIngest.Key).Rename(s_request with { Subject = "Subj042", NewSession = "Subj042_CT1" }, CancellationToken.None);
        Assert.Equal((before.Id, "Subj042", "Subj042_CT1", 2L, before.StudyDate), (after.Id, after.Subject, after.Session, after.Instances, after.StudyDate));
        Assert.Equal(Path.Combine(test.Root, "archive", "LUNG", "Subj042", "Subj042_CT1"), after.Folder);
        Assert.False(Directory.Exists(Path.Combine(test.Root, "archive", "LUNG", "S1")));
        Assert.True(uids.SetEquals(StoreFiles.Uids(after.Folder)));
        Assert.Equal(("S1", "S1", "S1_1", "S1_1"), values);
        Assert.Equal(("Subj042", "Subj042", "Subj042_CT1", "Subj042_CT1"), Values(after));
        var manifest = SessionManifest.Read(after.Folder);
        Assert.Equal(("Subj042", "Subj042_CT1"), (manifest.Subject, manifest.Session));
        Assert.All(manifest.Instances, i => Assert.Equal(i.Sha256, SessionManifest.Checksum(Path.Combine(after.Folder, i.Path))));
        Assert.Equal(manifest.Instances.Sum(i => i.Bytes), after.Bytes);
        Assert.Equal(["Subj042"], test.Admin.Catalog.Read(tx => tx.Query<string>("select label from subject where project = 'LUNG'")));
        Assert.Equal(("Guest", "Subj042_CT1"), new SessionBook(test.Admin).List("HEART").Select(s => (s.Session, s.SharedLabel)).Single());
        Assert.Empty(StoreFiles.LeftOvers(test));
        Assert.Empty(new AuditVerifier(TestIngest.Key).Verify(test.Admin.Catalog, test.Admin.Layout.Audit));

        // It is sealed anew: what came later of the same study is added to it, and what is there is known.
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(9), TestObject.Study1(3, "1", 1, "Project:LUNG Subject:Subj042 Session:Subj042_CT1"));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        var appended = new Archiver(test.Admin, ingest.Policies).Archive(new PrearchiveBook(test.Admin).List().Single().Id, new ArchiveRequest { Append = true }, CancellationToken.None);
        Assert.Equal((ArchiveStatus.Appended, 1, 2), (appended.Status, appended.Archived, appended.Known));
        Assert.Equal(ArchiveStatus.Archived, new SessionCopier(test.Admin, ingest.Policies).Copy(new CopyRequest { Project = "LUNG", Session = "Subj042_CT1", To = "HEART" }, CancellationToken.None).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_label_that_is_too_long_for_its_attribute_stands_there_as_a_pseudonym_and_comes_back(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        var renamer = new SessionRenamer(test.Admin, TestIngest.Key);
        var label = new string('L', 40);
        var values = Values(renamer.Rename(s_request with { NewSession = label }, CancellationToken.None));
        Assert.Equal(("S1", "S1"), (values.Name, values.Patient));
        Assert.NotEqual(values.Accession, values.Study);
        Assert.DoesNotContain("S1_1", values.Accession + values.Study, StringComparison.Ordinal);
        Assert.Equal(("S1", "S1", "Short", "Short"), Values(renamer.Rename(s_request with { Session = label, NewSession = "Short" }, CancellationToken.None)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Labels_of_others_and_of_nobody_are_refused_and_a_subject_is_renamed_as_a_whole_with_a_reason(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        TestStudies.Archive(test, 2, "LUNG", patient: 1);
        TestStudies.Archive(test, 3, "LUNG");
        var renamer = new SessionRenamer(test.Admin, TestIngest.Key);
        Refused("C03", () => renamer.Rename(s_request with { NewSession = "s3_1" }, CancellationToken.None));
        Refused("C05", () => renamer.Rename(s_request with { Subject = "S3" }, CancellationToken.None));
        Refused("C06", () => renamer.Rename(s_request with { Subject = "S9" }, CancellationToken.None));
        Refused("C12", () => renamer.Rename(s_request with { NewSession = "subj001_sess001" }, CancellationToken.None));
        Error(StoreException.StoreValueInvalid, () => renamer.Rename(s_request, CancellationToken.None));
        Error(StoreException.StoreValueInvalid, () => renamer.Rename(s_request with { NewSession = "s1_1" }, CancellationToken.None));
        Error(StoreException.StoreValueInvalid, () => renamer.Rename(s_request with { NewSession = "two words" }, CancellationToken.None));
        Error(StoreException.StoreValueInvalid, () => renamer.Rename(s_request with { Subject = "S9", Force = true }, CancellationToken.None));
        new SessionBook(test.Admin).SetLock("LUNG", "S1_1", true);
        Error(StoreException.StateConflict, () => renamer.Rename(s_request with { NewSession = "New" }, CancellationToken.None));
        new SessionBook(test.Admin).SetLock("LUNG", "S1_1", false);
        Assert.Equal(["S1_1", "S2_1", "S3_1"], new SessionBook(test.Admin).List("LUNG").Select(s => s.Session));

        foreach (var session in new[] { "S1_1", "S2_1" })
        {
            renamer.Rename(s_request with { Session = session, Subject = "S9", Force = true, Reason = "label corrected" }, CancellationToken.None);
        }

        Assert.Equal([("S3", "S3_1"), ("S9", "S1_1"), ("S9", "S2_1")], new SessionBook(test.Admin).List("LUNG").Select(s => (s.Subject, s.Session)));
        Assert.Equal(2, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from subject")));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Who_only_reads_may_not_a_stop_leaves_the_session_and_a_patients_copies_keep_their_dates(CatalogKind kind)
    {
        using var test = Begin(kind);
        if (test is null)
        {
            return;
        }

        test.Project("HEART");
        var projects = new ProjectBook(test.Admin);
        projects.Grant("LUNG", "reader", ProjectRole.Collaborator);
        projects.Grant("LUNG", "member", ProjectRole.Member);
        using var reader = test.As("reader");
        using var member = test.As("member");
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<AccessDeniedException>(() => new SessionRenamer(reader, TestIngest.Key).Rename(s_request with { NewSession = "New" }, CancellationToken.None)).ErrorId);
        var before = StoreFiles.Bytes(new SessionBook(test.Admin).Get("LUNG", "S1_1").Folder);
        using (var stop = new CancellationTokenSource())
        {
            member.OnStep = step => _ = step == "rename.instance" && Cancel(stop);
            Assert.Throws<OperationCanceledException>(() => new SessionRenamer(member, TestIngest.Key).Rename(s_request with { NewSession = "New" }, stop.Token));
            member.OnStep = null;
        }

        Assert.Equal(before, StoreFiles.Bytes(new SessionBook(test.Admin).Get("LUNG", "S1_1").Folder));
        Assert.Empty(StoreFiles.LeftOvers(test));

        // Copies of one patient move by the same days, whatever the subject is called here meanwhile.
        using var ingest = new TestIngest(test.Admin);
        var copier = new SessionCopier(test.Admin, ingest.Policies);
        copier.Copy(new CopyRequest { Project = "LUNG", Session = "S1_1", To = "HEART" }, CancellationToken.None);
        new SessionRenamer(member, TestIngest.Key).Rename(s_request with { Subject = "S9" }, CancellationToken.None);
        new Archiver(test.Admin, ingest.Policies).Archive(TestStudies.Push(test, 2, patient: 1), new ArchiveRequest { Project = "LUNG", Subject = "S9" }, CancellationToken.None);
        Assert.Single(new SessionBook(test.Admin).List("LUNG").Select(s => (s.Subject, s.StudyDate)).Distinct());
        copier.Copy(new CopyRequest { Project = "LUNG", Session = "S2_1", To = "HEART" }, CancellationToken.None);
        var copies = new SessionBook(test.Admin).List("HEART").ToList();
        Assert.Equal(2, copies.Count);
        Assert.Single(copies.Select(s => (s.Subject, s.StudyDate)).Distinct());
    }

    private TestStore? Begin(CatalogKind kind)
    {
        var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 });
        if (test is not null)
        {
            test.Project("LUNG");
            TestStudies.Archive(test, 1, "LUNG");
        }

        return test;
    }

    private static bool Cancel(CancellationTokenSource stop)
    {
        stop.Cancel();
        return true;
    }

    private static (string? Name, string? Patient, string? Accession, string? Study) Values(DeidSession session)
    {
        using var file = DicomFile.Open(Directory.EnumerateFiles(session.Folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First());
        string? Text(uint tag) => file.Dataset.GetText(new DicomTag(tag));
        return (Text(0x00100010), Text(0x00100020), Text(0x00080050), Text(0x00200010));
    }

    private static void Refused(string code, Action action)
    {
        var error = Assert.Throws<StoreException>(action);
        Assert.Equal(StoreException.ArchiveConflict, error.ErrorId);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
    }

    private static void Error(string errorId, Action action) => Assert.Equal(errorId, Assert.Throws<StoreException>(action).ErrorId);
}
