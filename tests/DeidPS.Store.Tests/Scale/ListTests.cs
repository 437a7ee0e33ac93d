using System.Diagnostics;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Scale;

/// <summary>
/// Lists of a store with 20,000 entries and as many sessions: every filter goes by an index, the first come before the last are read, memory does not grow. How
/// long 100,000 take is measured by the benchmark; here a limit ten times as long at a fifth of the size tells a list that reads everything from one that does not.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class ListTests(ITestOutputHelper output)
{
    private const int Count = 20_000;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    /// <summary>Filters of entries with how many they leave.</summary>
    private static (PrearchiveFilter Filter, int Count)[] EntryFilters =>
    [
        (new PrearchiveFilter(), Count), (new PrearchiveFilter { Project = FilledCatalog.Project }, Count * 9 / 10), (new PrearchiveFilter { UnassignedOnly = true }, Count / 10), (new PrearchiveFilter { States = [EntryState.Ready] }, Count * 999 / 1000),
        (new PrearchiveFilter { States = [EntryState.Conflict] }, Count / 1000), (new PrearchiveFilter { States = [EntryState.Conflict, EntryState.Ready, EntryState.Ready] }, Count), (new PrearchiveFilter { Subject = FilledCatalog.Subject(Count) }, 10),
        (new PrearchiveFilter { Session = FilledCatalog.Session(Count) }, 1), (new PrearchiveFilter { CallingAE = "OTHER" }, Count / 1000), (new PrearchiveFilter { From = FilledCatalog.At(Count - 9) }, 10),
        (new PrearchiveFilter { From = FilledCatalog.At(101), To = FilledCatalog.At(15_100) }, 15_000), (new PrearchiveFilter { Ids = ["A1000007", "A1019999"] }, 2), (new PrearchiveFilter { Ids = [] }, 0),
        (new PrearchiveFilter { Project = FilledCatalog.Project, States = [EntryState.Ready], CallingAE = "SECTRA", To = FilledCatalog.At(1000) }, 900),
    ];

    /// <summary>Filters of sessions with how many they leave.</summary>
    private static (SessionFilter Filter, int Count)[] SessionFilters =>
    [
        (new SessionFilter(), Count), (new SessionFilter { Session = FilledCatalog.Session(Count).ToLowerInvariant() }, 1), (new SessionFilter { Subject = FilledCatalog.Subject(Count) }, 10), (new SessionFilter { Modality = "CT" }, Count),
        (new SessionFilter { Modality = "PT" }, Count / 1000), (new SessionFilter { Modality = "US" }, 0), (new SessionFilter { From = FilledCatalog.At(Count - 9) }, 10), (new SessionFilter { From = FilledCatalog.At(101), To = FilledCatalog.At(15_100) }, 15_000),
        (new SessionFilter { Modality = "PT", From = FilledCatalog.At(10_001), Subject = "S1001451" }, 1),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_filter_goes_by_an_index_and_nothing_is_put_in_order_first(CatalogKind kind)
    {
        using var test = Filled(kind);
        if (test is null)
        {
            return;
        }

        foreach (var (filter, _) in EntryFilters.Where(f => f.Filter.Ids is null))
        {
            var query = new EntryQuery(filter);
            Check(test, query.Statement(null), filter, isOrdered: filter.States is not { Count: > 1 });
            Check(test, query.Statement(new EntryRow { Id = "A1010000", Received = FilledCatalog.At(10_000).ToUnixTimeMilliseconds() }), filter, isOrdered: filter.States is not { Count: > 1 });
        }

        foreach (var (filter, count) in SessionFilters)
        {
            var query = new SessionQuery(kind, FilledCatalog.Project, filter);
            string[]? lists = filter.Modality switch { null => null, "CT" => ["CT", "PT,CT"], _ => ["PT,CT"] };
            Check(test, filter.Session is null ? query.Statement(lists, new SessionRow { Subject = "S1001000", Label = "E1010000" }) : query.FewStatement(lists), filter, isOrdered: filter.Session is null);
            if (count < Count / 10 && (lists ?? (object?)filter.From) is not null)
            {
                Check(test, query.CountStatement(lists), filter, isOrdered: false);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Lists_hold_what_their_filters_say_in_order_and_once(CatalogKind kind)
    {
        using var test = Filled(kind);
        if (test is null)
        {
            return;
        }

        var prearchive = new PrearchiveBook(test.Admin);
        foreach (var (filter, count) in EntryFilters)
        {
            var ids = prearchive.List(filter).Select(e => e.Id).ToList();
            Assert.True(count == ids.Count, $"{filter}: {ids.Count}");
            Assert.Equal(ids.Order(StringComparer.Ordinal).Distinct(), ids);
        }

        var sessions = new SessionBook(test.Admin);
        foreach (var (filter, count) in SessionFilters)
        {
            var labels = sessions.List(FilledCatalog.Project, filter).Select(s => s.Subject + s.Session).ToList();
            Assert.True(count == labels.Count, $"{filter}: {labels.Count}");
            Assert.Equal(labels.Order(StringComparer.Ordinal).Distinct(), labels);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_first_come_before_the_last_are_read_and_memory_stays_flat(CatalogKind kind)
    {
        using var test = Filled(kind);
        if (test is null)
        {
            return;
        }

        foreach (var (filter, _) in EntryFilters)
        {
            Measure(new PrearchiveBook(test.Admin).List(filter), filter);
        }

        foreach (var (filter, _) in SessionFilters)
        {
            Measure(new SessionBook(test.Admin).List(FilledCatalog.Project, filter), filter);
        }
    }

    private TestStore? Filled(CatalogKind kind)
    {
        var test = TestStore.Create(kind, output);
        if (test is not null)
        {
            test.Project(FilledCatalog.Project);
            FilledCatalog.Fill(test.Admin.Catalog, Count);
        }

        return test;
    }

    /// <summary>What the database is going to do. PostgreSQL may put rows of one subject in order that it has read in the order of subjects.</summary>
    private static void Check(TestStore test, (string Sql, object Parameters) statement, object filter, bool isOrdered = true)
    {
        var plan = test.Admin.Catalog.Kind == CatalogKind.Sqlite
            ? test.Admin.Catalog.Read(tx => tx.Query<PlanLine>("explain query plan " + statement.Sql, statement.Parameters)).Select(l => l.Detail).ToList()
            : test.Admin.Catalog.Read(tx => tx.Query<string>("explain " + statement.Sql, statement.Parameters)).ToList();
        var text = string.Join(Environment.NewLine, plan);
        Assert.True(plan.Exists(l => l.Contains("INDEX", StringComparison.OrdinalIgnoreCase)), $"{filter}: no index{Environment.NewLine}{text}");
        Assert.False(plan.Exists(l => l.Contains("Seq Scan on entry", StringComparison.Ordinal) || l.Contains("Seq Scan on session", StringComparison.Ordinal) || l is "SCAN entry" or "SCAN s" or "SCAN u"), $"{filter}: all rows{Environment.NewLine}{text}");
        Assert.True(!isOrdered || filter is not SessionFilter || test.Admin.Catalog.Kind == CatalogKind.PostgreSql || plan.Exists(l => l.Contains("sessionsubject", StringComparison.Ordinal)), $"{filter}: not by subject{Environment.NewLine}{text}");
        Assert.False(isOrdered && plan.Exists(l => l.Contains("TEMP B-TREE", StringComparison.Ordinal)), $"{filter}: put in order first{Environment.NewLine}{text}");
    }

    private void Measure<T>(IEnumerable<T> list, object filter)
    {
        var watch = Stopwatch.StartNew();
        _ = list.FirstOrDefault();
        watch.Restart();
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = list.FirstOrDefault();
        var (first, time) = (GC.GetAllocatedBytesForCurrentThread() - before, watch.Elapsed);
        var count = 0;
        long early = 0, late = 0;
        before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var _ in list)
        {
            if (++count == 5_000)
            {
                early = GC.GetTotalMemory(forceFullCollection: true);
            }
            else if (count == 15_000)
            {
                late = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        var all = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{filter}: first after {time.TotalMilliseconds:F1} ms and {first / 1024} KB, {count} with {all / Math.Max(1, count)} bytes each");
        Assert.InRange(time, TimeSpan.Zero, s_limit);
        if (count >= 15_000)
        {
            Assert.True(first < all / 10, $"{filter}: {first} bytes for the first of {count}, {all} for all");
            Assert.InRange(all / count, 1, 6_000);
            Assert.InRange(late - early, long.MinValue, 4L << 20);
        }
    }

    private sealed class PlanLine
    {
        public string Detail { get; init; } = string.Empty;
    }
}
