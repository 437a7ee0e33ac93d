using System.Security.Cryptography;
using System.Text;
using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>Deletion of subjects and projects with a certificate (workflow section 14), on both catalogues.</summary>
public sealed class DeletionBookTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_project_goes_with_all_that_is_in_it_and_waits_for_it_and_its_id_stays_taken(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG", settings: p => p with { Aliases = ["Lungs"] });
        test.Project("HEART");
        Archive(test, 1, "LUNG");
        Archive(test, 2, "LUNG");
        Archive(test, 3, "HEART");
        Push(test, 4, "LUNG");
        Push(test, 5, "Unassigned");
        new ShareBook(test.Admin).Share("HEART", "S3_1", "LUNG");
        new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART");
        var sessions = new SessionBook(test.Admin).List("LUNG").Where(s => s.SharedFrom is null).OrderBy(s => s.Id, StringComparer.Ordinal).ToList();
        var manifests = sessions.Aggregate(new string('0', 64), (so, s) => Hash(Encoding.ASCII.GetBytes(so + Hash(File.ReadAllBytes(Path.Combine(s.Folder, SessionManifest.FileName))))));
        var book = new DeletionBook(test.Admin);

        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => book.RemoveProject("LUNG", everywhere: false, "end", CancellationToken.None)).ErrorId);
        new SessionBook(test.Admin).SetLock("LUNG", "S2_1", true);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => book.RemoveProject("LUNG", everywhere: true, "end", CancellationToken.None)).ErrorId);
        new SessionBook(test.Admin).SetLock("LUNG", "S2_1", false);
        Assert.Equal(ProjectState.Active, new ProjectBook(test.Admin).Get("LUNG").State);

        var certificate = book.RemoveProject("lungs", everywhere: true, "end", CancellationToken.None);
        Assert.Equal(
            (DeletionScope.Project, "LUNG", 2L, 4L, sessions.Sum(s => s.Bytes), 1L, 2L, 0L, manifests),
            (certificate.Scope, certificate.Project, certificate.Sessions, certificate.Instances, certificate.Bytes, certificate.Entries, certificate.EntryInstances, certificate.Held, certificate.Manifests));
        Assert.Equal(certificate, Assert.Single(book.Certificates("LUNG")));
        Assert.Null(new ProjectBook(test.Admin).Find("LUNG"));
        Assert.Equal(StoreException.StoreItemExists, Assert.Throws<StoreException>(() => test.Project("Lung")).ErrorId);
        Assert.Equal(StoreException.StoreItemExists, Assert.Throws<StoreException>(() => test.Project("LUNGS")).ErrorId);
        Assert.False(Directory.Exists(Path.Combine(test.Admin.Layout.Archive, "LUNG")) || Directory.Exists(Path.Combine(test.Admin.Layout.Prearchive, "LUNG")));
        Assert.Equal([ShareState.Tombstone], new ShareBook(test.Admin).List("HEART").Select(s => s.State));
        Assert.Equal("S3_1", Assert.Single(new SessionBook(test.Admin).List("HEART")).Session);
        Assert.Equal("S5_1", Assert.Single(new PrearchiveBook(test.Admin).List()).Session);
        Assert.Equal(0, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from member where project = 'LUNG'") + tx.Number("select count(*) from subject where project = 'LUNG'")));
        Assert.Empty(StoreFiles.LeftOvers(test));
        Assert.Empty(new AuditVerifier(TestIngest.Key).Verify(test.Admin.Catalog, test.Admin.Layout.Audit));
        foreach (var label in (string[])["S1", "S2", "owner"])
        {
            Assert.DoesNotContain(label, test.Admin.Catalog.Read(tx => tx.Find<string>("select content || id || scope from certificate"))!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_subject_goes_with_its_sessions_and_no_other(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        Archive(test, 1, "LUNG");
        Archive(test, 2, "LUNG");
        using var owner = test.As("owner");
        var book = new DeletionBook(owner);
        new ProjectBook(owner).Grant("LUNG", "member", ProjectRole.Member);
        using var member = test.As("member");
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<AccessDeniedException>(() => new DeletionBook(member).RemoveSubject("LUNG", "S1", false, "end", CancellationToken.None)).ErrorId);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<StoreException>(() => book.RemoveSubject("LUNG", "S9", false, "end", CancellationToken.None)).ErrorId);
        var certificate = book.RemoveSubject("LUNG", "s1", false, "end", CancellationToken.None);
        Assert.Equal((DeletionScope.Subject, 1L, 2L), (certificate.Scope, certificate.Sessions, certificate.Instances));
        Assert.Equal("S2", Assert.Single(new SessionBook(owner).List("LUNG")).Subject);
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<AccessDeniedException>(() => book.RemoveProject("LUNG", true, "end", CancellationToken.None)).ErrorId);
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<AccessDeniedException>(() => book.Certificates()).ErrorId);
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_comes_into_a_project_that_is_being_deleted(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        test.Project("HEART");
        Archive(test, 1, "LUNG");
        Archive(test, 2, "HEART");
        var waiting = Push(test, 3, "Unassigned");
        using (var stop = new CancellationTokenSource())
        {
            // Stopped after the first step: the project is half deleted.
            test.Admin.OnStep = step => _ = step == "erase.entries" ? Cancel(stop) : 0;
            Assert.Throws<OperationCanceledException>(() => new DeletionBook(test.Admin).RemoveProject("LUNG", false, "end", stop.Token));
            test.Admin.OnStep = null;
        }

        Assert.Equal(ProjectState.Deleting, new ProjectBook(test.Admin).Get("LUNG").State);
        Conflict(() => new PrearchiveBook(test.Admin).Assign(waiting, "LUNG"));
        using var ingest = new TestIngest(test.Admin);
        Conflict(() => new Archiver(test.Admin, ingest.Policies).Archive(waiting, new ArchiveRequest { Project = "LUNG" }, CancellationToken.None));
        Conflict(() => new ShareBook(test.Admin).Share("LUNG", "S1_1", "HEART"));
        Conflict(() => new ShareBook(test.Admin).Share("HEART", "S2_1", "LUNG"));
        Conflict(() => new SessionBook(test.Admin).SetLock("LUNG", "S1_1", true));
        Conflict(() => new ProjectBook(test.Admin).Grant("LUNG", "somebody", ProjectRole.Member));
        Push(test, 4, "LUNG");
        Assert.Null(Assert.Single(new PrearchiveBook(test.Admin).List(), e => e.Session == "S4_1").Project);
        Assert.Equal(1, new DeletionBook(test.Admin).RemoveProject("LUNG", false, "end", CancellationToken.None).Sessions);
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    private static int Cancel(CancellationTokenSource stop)
    {
        stop.Cancel();
        return 0;
    }

    private static void Conflict(Action action) => Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(action).ErrorId);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void Archive(TestStore test, int study, string project)
    {
        using var ingest = new TestIngest(test.Admin);
        new Archiver(test.Admin, ingest.Policies).Archive(Push(test, study, "Unassigned"), new ArchiveRequest { Project = project }, CancellationToken.None);
    }

    private static string Push(TestStore test, int study, string project)
    {
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(study), TestObject.Study1(2, $"{study}", study, $"Project:{project} Subject:S{study} Session:S{study}_1"));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        return new PrearchiveBook(test.Admin).List(new PrearchiveFilter { Session = $"S{study}_1" }).Single().Id;
    }
}
