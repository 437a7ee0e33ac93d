using DeidPS.Deid.Csv;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Pushed;

/// <summary>Lists of what was pushed against what arrived, in a store.</summary>
public sealed class PushedBookTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Labels_are_proposed_given_once_and_kept(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        // Arrived 7 s after they were sent, by clocks that differ; the last was never listed.
        var entries = Push(test, 0, 2, 4, 100);
        var book = new PushedBook(test.Admin);
        var rows = new List<SendLogRow> { Row(2, 4 - 7, "S3"), Row(3, 0 - 7, "S1"), Row(4, 2 - 7, "S2"), Row(5, 200, "S5") };
        var matches = book.Resolve(rows, TimeSpan.FromSeconds(60));
        Assert.Equal([(PushedStatus.Matched, entries[2]), (PushedStatus.Matched, entries[0]), (PushedStatus.Matched, entries[1]), (PushedStatus.NotArrived, null), (PushedStatus.NotListed, entries[3])], matches.Select(m => (m.Status, m.Id)));
        Assert.All(matches, m => Assert.InRange(m.OffsetSeconds, 6.9, 7.1));
        Assert.Equal("subj001", new PrearchiveBook(test.Admin).Get(entries[0]).Subject);

        Assert.All(matches.Take(3), m => Assert.Equal(PushedStatus.Labelled, book.Apply(m).Status));
        Assert.Equal(["S1", "S2", "S3", "subj001"], entries.Select(e => new PrearchiveBook(test.Admin).Get(e).Subject));
        Assert.Equal(["S1_1", "S2_1", "S3_1", "subj001_sess001"], entries.Select(e => new PrearchiveBook(test.Admin).Get(e).Session));
        Assert.Equal([PushedStatus.Labelled, PushedStatus.Labelled, PushedStatus.Labelled, PushedStatus.NotArrived, PushedStatus.NotListed], book.Resolve(rows, TimeSpan.FromSeconds(60)).Select(m => m.Status));
        Assert.All(matches, m => Assert.Equal(StoreException.StateConflict, Assert.Throws<StoreException>(() => book.Apply(m)).ErrorId));
        Assert.Equal(3, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%SetLabels%'")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_not_certain_is_listed_with_its_candidates(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var entries = Push(test, 0, 0.4, 300);
        new PrearchiveBook(test.Admin).SetLabels(entries[2], "S9", "S9_1");
        var matches = new PushedBook(test.Admin).Resolve([Row(2, 0, "S1"), Row(3, 300, "S2")], TimeSpan.FromSeconds(60));
        Assert.Equal([PushedStatus.Ambiguous, PushedStatus.OtherLabels], matches.Select(m => m.Status));
        Assert.Equal(entries.Take(2), matches[0].Candidates);
        Assert.Null(matches[0].Id);

        // Who may not see the entries finds nothing.
        using var other = test.As("somebody");
        Assert.All(new PushedBook(other).Resolve([Row(2, 0, "S1")], TimeSpan.FromSeconds(60)), m => Assert.Equal(PushedStatus.NotArrived, m.Status));
        Assert.Contains("Line 2", Assert.Throws<StoreException>(() => new PushedBook(test.Admin).Resolve([Row(2, 0, "two words")], TimeSpan.FromSeconds(60))).Message, StringComparison.Ordinal);
        Assert.Empty(new PushedBook(test.Admin).Resolve([], TimeSpan.FromSeconds(60)));
    }

    private static SendLogRow Row(long line, double seconds, string subject) => new(line, s_start.AddSeconds(seconds), subject, subject + "_1");

    /// <summary>One study on one association each, arrived at these seconds.</summary>
    private static List<string> Push(TestStore test, params double[] seconds)
    {
        using var ingest = new TestIngest(test.Admin);
        var entries = seconds.Select((_, i) => ingest.Push(TestIngest.Origin(i), TestObject.Study1(1, study: i + 1))[0].Entry!).ToList();
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        for (var i = 0; i < entries.Count; i++)
        {
            test.Admin.Catalog.Write(tx => tx.Execute("update entry set received = @Received where id = @Id", new { Id = entries[i], Received = s_start.AddSeconds(seconds[i]).ToUnixTimeMilliseconds() }));
        }

        return entries;
    }
}
