using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>Encrypted originals that were held back go with the entry, session, subject or project that they belong to, and not before, on both catalogues.</summary>
public sealed class HeldOriginalsTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_stay_with_the_entry_become_the_sessions_and_go_with_it(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        var entry = TestStudies.Push(test, 1, isHeld: true);
        Assert.Equal(2, TestStudies.Held(test).Count);
        new PrearchiveBook(test.Admin).Remove(entry, "test");
        Assert.Empty(TestStudies.Held(test));
        Assert.Equal(0, Rows(test));

        TestStudies.Archive(test, 2, "LUNG", isHeld: true);
        Assert.Equal(2, TestStudies.Held(test).Count);
        Assert.Equal(1, Rows(test));
        Assert.Equal(new DeletionCount(1, 2, new SessionBook(test.Admin).Get("LUNG", "S2_1").Bytes, 1), new SessionBook(test.Admin).Remove("LUNG", "S2_1", everywhere: false, "test"));
        Assert.Empty(TestStudies.Held(test));
        Assert.Equal(0, Rows(test));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_that_came_for_two_entries_goes_with_the_last(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, JoinMinutes = 0 });
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        TestStudies.Archive(test, 1, "LUNG", isHeld: true);
        var again = TestStudies.Push(test, 1, isHeld: true);
        Assert.Equal((2, 2L), (TestStudies.Held(test).Count, Rows(test)));
        new PrearchiveBook(test.Admin).Remove(again, "test");
        Assert.Equal((2, 1L), (TestStudies.Held(test).Count, Rows(test)));
        new SessionBook(test.Admin).Remove("LUNG", "S1_1", everywhere: false, "test");
        Assert.Equal((0, 0L), (TestStudies.Held(test).Count, Rows(test)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_are_counted_in_the_certificates_of_subjects_and_projects(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        test.Project("HEART");
        TestStudies.Archive(test, 1, "LUNG", isHeld: true);
        TestStudies.Archive(test, 2, "LUNG", isHeld: true);
        TestStudies.Push(test, 3, "LUNG", isHeld: true);
        TestStudies.Archive(test, 4, "HEART", isHeld: true);
        Assert.Equal((8, 4L), (TestStudies.Held(test).Count, Rows(test)));
        var book = new DeletionBook(test.Admin);
        var subject = book.RemoveSubject("LUNG", "S1", everywhere: false, "test", CancellationToken.None);
        Assert.Equal((1L, 1L, 0L), (subject.Held, subject.Sessions, subject.Entries));
        Assert.Equal((6, 3L), (TestStudies.Held(test).Count, Rows(test)));
        var project = book.RemoveProject("LUNG", everywhere: false, "test", CancellationToken.None);
        Assert.Equal((2L, 1L, 1L), (project.Held, project.Sessions, project.Entries));
        Assert.Equal((2, 1L), (TestStudies.Held(test).Count, Rows(test)));
        Assert.Empty(StoreFiles.LeftOvers(test));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_owner_sees_the_certificates_of_his_project_and_an_administrator_those_of_projects_that_are_gone(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        test.Project("HEART", "somebody");
        TestStudies.Archive(test, 1, "LUNG");
        TestStudies.Archive(test, 2, "LUNG");
        using var owner = test.As("owner");
        var subject = new DeletionBook(owner).RemoveSubject("LUNG", "S1", everywhere: false, "test", CancellationToken.None);
        Assert.Equal([subject], new DeletionBook(owner).Certificates("lung"));
        Assert.Equal(StoreException.StoreItemNotFound, Assert.Throws<Store.Access.AccessDeniedException>(() => new DeletionBook(owner).Certificates("HEART")).ErrorId);
        new ProjectBook(owner).Grant("LUNG", "member", Store.Access.ProjectRole.Member);
        using var member = test.As("member");
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<Store.Access.AccessDeniedException>(() => new DeletionBook(member).Certificates("LUNG")).ErrorId);
        var project = new DeletionBook(test.Admin).RemoveProject("LUNG", everywhere: false, "test", CancellationToken.None);
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<Store.Access.AccessDeniedException>(() => new DeletionBook(owner).Certificates("LUNG")).ErrorId);
        Assert.Equal([subject, project], new DeletionBook(test.Admin).Certificates("Lung"));
        Assert.Equal([subject, project], new DeletionBook(test.Admin).Certificates());
    }

    private static long Rows(TestStore test) => test.Admin.Catalog.Read(tx => tx.Number("select count(*) from discard"));
}
