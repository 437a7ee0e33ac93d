using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Projects;

/// <summary>Projects past their end or near it (workflow section 14), on both catalogues.</summary>
public sealed class RetentionBookTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Projects_past_their_end_are_listed_with_what_is_in_them(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var today = TimeProvider.System.GetLocalNow().Date;
        test.Project("PAST", settings: p => p with { RetentionEnd = today.AddDays(-1) });
        test.Project("LONGPAST", "somebody", p => p with { RetentionEnd = today.AddDays(-100) });
        test.Project("TODAY", settings: p => p with { RetentionEnd = today });
        test.Project("SOON", settings: p => p with { RetentionEnd = today.AddDays(30) });
        test.Project("LATER", settings: p => p with { RetentionEnd = today.AddDays(31) });
        test.Project("OPEN");
        TestStudies.Archive(test, 1, "PAST");
        TestStudies.Archive(test, 2, "PAST", patient: 1);
        TestStudies.Push(test, 3, "PAST");
        var bytes = test.Admin.Catalog.Read(tx => tx.Number("select sum(bytes) from session") + tx.Number("select sum(bytes) from entry"));

        Assert.Equal([("LONGPAST", -100), ("PAST", -1)], new RetentionBook(test.Admin).List().Select(r => (r.Project, r.DaysLeft)));
        var past = new RetentionBook(test.Admin).List()[1];
        Assert.Equal((true, 1L, 2L, 1L, 6L, bytes), (past.IsPast, past.Subjects, past.Sessions, past.Entries, past.Instances, past.Bytes));
        Assert.Equal(["LONGPAST", "PAST", "TODAY"], new RetentionBook(test.Admin).List(0).Select(r => r.Project));
        Assert.Equal(["LONGPAST", "PAST", "TODAY", "SOON"], new RetentionBook(test.Admin).List(30).Select(r => r.Project));

        // The last day itself is not past; and nobody hears of projects that he may not read.
        using var owner = test.As("owner");
        Assert.Equal([("PAST", true), ("TODAY", false)], new RetentionBook(owner).List(0).Select(r => (r.Project, r.IsPast)));
        new DeletionBook(test.Admin).RemoveProject("PAST", everywhere: false, "end", CancellationToken.None);
        Assert.Equal(["LONGPAST"], new RetentionBook(test.Admin).List().Select(r => r.Project));
    }
}
