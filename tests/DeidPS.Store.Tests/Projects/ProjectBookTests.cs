using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

public sealed class ProjectBookTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_project_is_found_by_id_and_alias_in_any_case_by_those_who_may_see_it(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var made = test.Project("LUNG", "owner", p => p with { Aliases = ["Lungs"], Senders = ["CT1"], RetentionEnd = new DateTime(2030, 1, 31), Description = "d", Mode = PrearchiveMode.AutoArchive });
        using var owner = test.As("owner");
        var found = new ProjectBook(owner).Get("lungS");
        Assert.Equal("LUNG", found.Id);
        Assert.Equal(ProjectRole.Owner, found.Role);
        Assert.Equal(["Lungs"], found.Aliases);
        Assert.Equal(["CT1"], found.Senders);
        Assert.Equal(new DateTime(2030, 1, 31), found.RetentionEnd);
        Assert.Equal(made with { Role = ProjectRole.Owner, Aliases = found.Aliases, Senders = found.Senders }, found);
        using var stranger = test.As("stranger");
        Assert.Null(new ProjectBook(stranger).Find("LUNG"));
        Assert.Empty(new ProjectBook(stranger).List());
        Assert.Equal(StoreException.StoreItemNotFound, Assert.ThrowsAny<DeidException>(() => new ProjectBook(stranger).Get("LUNG")).ErrorId);
        Assert.Equal(StoreException.StoreItemNotFound, Assert.ThrowsAny<DeidException>(() => new ProjectBook(stranger).Members("LUNG")).ErrorId);
    }

    [Theory]
    [InlineData("lung", StoreException.StoreItemExists)]
    [InlineData("Lungs", StoreException.StoreItemExists)]
    [InlineData("", StoreException.StoreValueInvalid)]
    [InlineData("two words", StoreException.StoreValueInvalid)]
    [InlineData("a234567890123456789012345", StoreException.StoreValueInvalid)]
    [InlineData("Unassigned", StoreException.StoreValueInvalid)]
    [InlineData("nul", StoreException.StoreValueInvalid)]
    [InlineData("ÄRZTE", StoreException.StoreValueInvalid)]
    public void An_id_is_one_word_that_nobody_had_before(string id, string expected)
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG", settings: p => p with { Aliases = ["Lungs"] });
        Assert.Equal(expected, Assert.ThrowsAny<DeidException>(() => test.Project(id)).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_last_owner_stays(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var owner = test.As("owner");
        var book = new ProjectBook(owner);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => book.Revoke("LUNG", "owner")).ErrorId);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => book.Grant("LUNG", "owner", ProjectRole.Member)).ErrorId);
        book.Grant("LUNG", "second", ProjectRole.Owner);
        book.Revoke("LUNG", "owner");
        Assert.Equal(StoreException.StoreItemNotFound, Assert.ThrowsAny<DeidException>(() => book.Grant("LUNG", "owner", ProjectRole.Owner)).ErrorId);
        using var second = test.As("second");
        Assert.Equal(["second"], new ProjectBook(second).Members("LUNG").Select(m => m.Identity));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_last_administrator_stays(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var book = new ProjectBook(test.Admin);
        Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => book.SetSiteRole("admin", SiteRole.Administrator, false)).ErrorId);
        book.SetSiteRole("other", SiteRole.Administrator, true);
        book.SetSiteRole("other", SiteRole.Administrator, true);
        book.SetSiteRole("admin", SiteRole.Administrator, false);
        Assert.Equal(StoreException.AccessDenied, Assert.ThrowsAny<DeidException>(() => book.SiteRoles()).ErrorId);
    }

    [Fact]
    public void Overwriting_by_itself_is_set_by_administrators_only()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        var project = test.Project("LUNG");
        using var owner = test.As("owner");
        Assert.Equal(PrearchiveMode.AutoArchiveAppend, new ProjectBook(owner).Configure(project with { Mode = PrearchiveMode.AutoArchiveAppend }).Mode);
        Assert.Equal(StoreException.AccessDenied, Assert.ThrowsAny<DeidException>(() => new ProjectBook(owner).Configure(project with { Mode = PrearchiveMode.AutoArchiveOverwrite })).ErrorId);
        Assert.Equal(PrearchiveMode.AutoArchiveOverwrite, new ProjectBook(test.Admin).Configure(project with { Mode = PrearchiveMode.AutoArchiveOverwrite }).Mode);
    }

    [Fact]
    public void A_password_is_not_written_into_the_store()
    {
        using var folder = new Dicom.Tests.Interop.TemporaryFolder();
        var error = Assert.Throws<StoreException>(() => DeidStore.Initialize(folder.File("s"), "Host=127.0.0.1;Username=u;Password=ZZSECRET", new SiteSettings()));
        Assert.Equal(StoreException.StoreValueInvalid, error.ErrorId);
        Assert.DoesNotContain("ZZSECRET", error.ToString(), StringComparison.Ordinal);
    }
}
