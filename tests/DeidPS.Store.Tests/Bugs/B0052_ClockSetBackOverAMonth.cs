using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Bugs;

/// <summary>
/// After a clock had been set back into an earlier month, each process that ended wrote the lines since then into the audit files once more; and to find the last
/// line each read the newest file from its beginning, which took longer with every day of the month.
/// </summary>
public sealed class B0052_ClockSetBackOverAMonth(ITestOutputHelper output)
{
    [Fact]
    public void Lines_of_an_earlier_month_are_written_once()
    {
        var clock = new ShiftedClock();
        using var test = TestStore.Create(CatalogKind.Sqlite, output, clock: clock)!;
        test.As("admin").Dispose();
        clock.Shift = TimeSpan.FromDays(-40);
        test.Project("LUNG");
        for (var i = 0; i < 3; i++)
        {
            test.As("admin").Dispose();
        }

        Assert.Equal(2, AuditFiles.All(test.Admin.Layout.Audit).Count());
        Assert.Equal(test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit")), AuditFiles.All(test.Admin.Layout.Audit).Sum(f => File.ReadLines(f).Count()));
        Assert.Empty(new AuditVerifier(null).Verify(test.Admin.Catalog, test.Admin.Layout.Audit));
    }

    [Fact]
    public void The_end_of_a_long_file_is_enough()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.As("admin").Dispose();
        var path = AuditFiles.All(test.Admin.Layout.Audit).Single();
        var lines = File.ReadAllLines(path);

        // Far from its end the file is none any more: whoever reads it from there needs its whole length.
        File.WriteAllText(path, new string('x', 5_000_000) + "\n" + string.Join('\n', lines) + "\n");
        test.Project("LUNG");
        var before = GC.GetAllocatedBytesForCurrentThread();
        AuditFiles.Append(test.Admin.Catalog, test.Admin.Layout.Audit);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.Contains("\"LUNG\"", File.ReadLines(path).Last(), StringComparison.Ordinal);
        Assert.Equal(lines.Length + 2, File.ReadLines(path).Count());
    }
}
