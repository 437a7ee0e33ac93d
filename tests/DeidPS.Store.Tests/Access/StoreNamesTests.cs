using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Names;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using DeidPS.Store.Tests.Scale;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Access;

/// <summary>Names for somebody who types: by the table of roles, on both databases, without a trace.</summary>
public sealed class StoreNamesTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_caller_sees_what_the_lists_would_show(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG", settings: p => p with { Aliases = ["breath"], Senders = ["SECTRA"] });
        test.Project("OTHER", "other", p => p with { Accessibility = ProjectAccessibility.Protected });
        new ProjectBook(test.Admin).Grant("LUNG", "reader", ProjectRole.Collaborator);
        new ProjectBook(test.Admin).Grant("LUNG", "writer", ProjectRole.Member);
        new ProjectBook(test.Admin).SetSiteRole("manager", SiteRole.DataManager, isGranted: true);
        FilledCatalog.Fill(test.Admin.Catalog, 30);

        // Projects, sessions of LUNG, entries (three wait for no project), people of LUNG, what was done.
        (string Caller, string Projects, int Sessions, int Entries, int People, bool Audit)[] expected =
        [
            ("admin", "LUNG OTHER breath", 30, 30, 6, true), ("manager", "LUNG OTHER breath", 0, 30, 0, false), ("owner", "LUNG OTHER breath", 30, 30, 3, true), ("writer", "LUNG OTHER breath", 30, 27, 3, false),
            ("reader", "LUNG OTHER breath", 30, 0, 3, false), ("other", "OTHER", 0, 0, 1, false), ("nobody", "OTHER", 0, 0, 0, false),
        ];
        Assert.All(expected, e =>
        {
            using var names = StoreNames.Open(test.Root, new StoreCaller(e.Caller));
            Assert.Equal(e.Projects, string.Join(' ', names.Projects(string.Empty).Select(n => n.Text)));
            Assert.Equal(e.Sessions, names.Sessions("breath", null, "e").Count());
            Assert.Equal(e.Sessions > 0 ? 4 : 0, names.Subjects("LUNG", "s10000").Count());
            Assert.Equal(e.Entries, names.Entries(null, "a1").Count());
            Assert.Equal(e.Entries > 27 ? 27 : e.Entries, names.Entries("lung", string.Empty).Count());
            Assert.Equal(e.People, names.People(null, string.Empty).Count());
            Assert.Equal(e.Audit, names.Audit("LUNG").Any(a => a.Action == "GrantRole"));
            Assert.Equal(e.Caller is "admin" or "manager" or "writer" or "owner" ? "LUNG" : null, names.ProjectOfEntry("A1000001"));
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Only_what_begins_so_is_read_and_nothing_is_written(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        test.Project("L_NG");
        FilledCatalog.Fill(test.Admin.Catalog, 30);
        var lines = test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit"));
        using (var names = StoreNames.Open(test.Root, new StoreCaller("nobody")))
        {
            Assert.Empty(names.Sessions("LUNG", null, string.Empty));
        }

        using (var names = StoreNames.Open(test.Root, new StoreCaller("admin")))
        {
            Assert.Equal(["L_NG"], names.Projects("l_").Select(n => n.Text));
            Assert.Equal(["LUNG"], names.Projects("?ung").Select(n => n.Text));
            Assert.Equal(["E1000009", "E1000019", "E1000029"], names.Sessions("LUNG", null, "*9").Select(n => n.Text));
            Assert.Empty(names.Sessions("LUNG", null, "%9"));
            Assert.Equal(["E1000010"], names.Sessions("LUNG", "s1000002", "e100001").Where(n => n.Text == "E1000010").Select(n => n.Text));
        }

        using (var catalog = SiteFile.OpenToRead(new StoreLayout(test.Root)))
        {
            Assert.Equal(StoreException.StoreUnusable, Assert.Throws<StoreException>(() => catalog.Write(tx => tx.Execute("delete from audit"))).ErrorId);
        }

        Assert.Equal(lines, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_catalogue_of_another_version_is_left_alone(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Admin.Catalog.Write(tx => tx.Execute("delete from schemaversion where version = (select max(version) from schemaversion)"));
        var version = test.Admin.Catalog.Read(tx => tx.Number("select max(version) from schemaversion"));
        Assert.Equal(StoreException.StoreUnusable, Assert.Throws<StoreException>(() => StoreNames.Open(test.Root)).ErrorId);
        Assert.Equal(version, test.Admin.Catalog.Read(tx => tx.Number("select max(version) from schemaversion")));
    }
}
