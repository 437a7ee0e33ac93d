using System.Diagnostics;
using System.Globalization;
using DeidPS.Store.Catalog;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Kills;

/// <summary>
/// Processes that are killed at each step of what they do with a store, and at any moment. After each kill the store is opened: every instance that was
/// answered with success is in exactly one place, counts are those of the files, nothing is left over, the audit trail is whole, and the
/// command completes when it is run again. DEIDPS_KILLS says how many kills at random moments; a few by default.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Seed = 20260729;

    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_killed_process_loses_nothing_and_leaves_nothing(CatalogKind kind)
    {
        // The site's policy, and a filter before it.
        using var folder = new Dicom.Tests.Interop.TemporaryFolder();
        var policy = TestPolicy.SiteWideAfter(folder.Path, $"(0008,0060) = \"{KillScenario.Filtered}\" ? reject[]");
        using var test = TestStore.Create(kind, output, new SiteSettings { IdleMinutes = 0, MinimumFreeGB = 0, PilotPerModality = 0, Policy = policy });
        if (test is null)
        {
            return;
        }

        test.Project(KillScenario.Project);
        test.Project(KillScenario.Other);
        test.Project(KillScenario.Copies);
        using var ingest = new TestIngest(test.Admin);
        var bench = new KillBench(test, ingest.Policies);
        var watch = Stopwatch.StartNew();
        var asked = int.TryParse(Environment.GetEnvironmentVariable("DEIDPS_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var steps = KillScenario.All.SelectMany(s => s.Steps.Select(step => (Scenario: s, step.Step, step.Time))).ToList();
        foreach (var (scenario, step, time) in steps.Where((_, i) => asked > 0 || i % 2 == (kind == CatalogKind.Sqlite ? 0 : 1)))
        {
            bench.KillAt(scenario, step, time);
        }

        var random = new Random(Seed + (int)kind);
        for (var limit = Math.Max(asked, bench.Kills + 3); bench.Kills < limit;)
        {
            bench.KillAtRandom(KillScenario.All[random.Next(KillScenario.All.Count)], random);
        }

        output.WriteLine($"{kind}: {bench.Kills} kills, {bench.Ended} ended before, {watch.Elapsed.TotalSeconds:F0} s, seed {Seed}");
        Assert.True(bench.Wrong.Count == 0, string.Join(Environment.NewLine, bench.Wrong.Take(20)));
    }
}
