using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using DeidPS.Store.Tests.Requests;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Kills;

/// <summary>
/// A long list is fetched from a PACS that misbehaves, by a process that is killed again and again: everything is complete, nothing is there twice. DEIDPS_COHORT says how many rows,
/// 120 by default and 10,000 in the full run; DEIDPS_COHORT_KILLS how many kills, 3 by default and 10 in the full run.
/// </summary>
public sealed class KilledCohortTests(ITestOutputHelper output)
{
    private const int Limit = 3;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(90);

    /// <summary>What the workers wrote to their consoles.</summary>
    private readonly StringBuilder _said = new();

    [Theory]
    [InlineData(CatalogKind.Sqlite)]
    [InlineData(CatalogKind.PostgreSql)]
    public async Task A_long_list_survives_kills_and_a_bad_archive(CatalogKind kind)
    {
        var rows = Setting("DEIDPS_COHORT", 120);
        var kills = Setting("DEIDPS_COHORT_KILLS", 3);
        var content = new PacsContentOptions { Studies = rows, Seed = 6, Series = (1, 2), Images = (1, 3) };
        await using var cohort = Cohort.Create(kind, output, content, new PacsFaults { DropEvery = 7, OutOfResourcesEvery = 10, OmitEvery = 20, OmittedImages = 1 });
        if (cohort is null)
        {
            return;
        }

        var watch = Stopwatch.StartNew();
        cohort.Node = cohort.Node with { Limits = new NodeLimits { BackoffSec = 1, MaxAttempts = 50 } };
        var plan = await cohort.PlanAsync(cohort.List(rows));
        Assert.All(plan, r => Assert.Equal(RequestState.Planned, r.State));
        cohort.Start(plan);
        var planned = watch.Elapsed;
        var done = await WorkAsync(cohort, rows, kills);
        output.WriteLine($"{rows} rows planned and started in {planned.TotalSeconds:F0} s, fetched in {(watch.Elapsed - planned).TotalSeconds:F0} s with {done} kills; {cohort.Pacs.Log}");

        Assert.Equal(kills, done);
        Assert.DoesNotContain(cohort.Pacs.Content.Marks, m => _said.ToString().Contains(m, StringComparison.Ordinal));
        Assert.Empty(cohort.Pacs.Failures);
        Assert.InRange(cohort.Pacs.Log.MostMoves, 1, Limit);
        Assert.True(cohort.Pacs.Log.Drops > 0 && cohort.Pacs.Log.OutOfResources > 0 && cohort.Pacs.Log.Omissions > 0);
        var requests = cohort.Requests();
        Assert.Equal(rows, requests.Count);
        Assert.All(requests, r => Assert.Equal((RequestState.Complete, RetrieveEvidence.UidVerified, r.Expected), (r.State, r.Evidence, r.Received)));

        // The report says what the archive's own account says, study by study.
        Assert.All(requests, r => Assert.Equal(cohort.Pacs.Log.Acknowledged(cohort.Pacs.Content.Study((int)r.Line - 2).Uid).Count, r.Received));
        cohort.AssertWhole(cohort.Pacs.Content.Studies);
        var entries = cohort.Entries();
        Assert.Equal(rows, entries.Count);
        Assert.Equal(entries.Sum(e => e.Instances), Directory.EnumerateFiles(cohort.Test.Admin.Layout.Prearchive, "*.dcm", SearchOption.AllDirectories).Count());
        Assert.Empty(StoreFiles.LeftOvers(cohort.Test));
        Assert.Empty(new AuditVerifier(TestIngest.Key).Verify(cohort.Test.Admin.Catalog, cohort.Test.Admin.Layout.Audit));
        cohort.AssertNothingIdentifies();
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>Works until nothing waits; kills the worker whenever another part of the list is done.</summary>
    private async Task<int> WorkAsync(Cohort cohort, int rows, int kills)
    {
        var killed = 0;
        using var limit = new CancellationTokenSource(s_longest);
        while (true)
        {
            using var worker = Start(cohort);
            var errors = worker.StandardError.ReadToEndAsync(limit.Token);
            var said = worker.StandardOutput.ReadToEndAsync(limit.Token);
            var until = killed < kills ? rows * (killed + 1) / (kills + 1) : int.MaxValue;
            while (!worker.HasExited && Complete(cohort) < until)
            {
                await Task.Delay(100, limit.Token);
            }

            if (!worker.HasExited && killed < kills)
            {
                worker.Kill();
                killed++;
                await worker.WaitForExitAsync(limit.Token);
                _said.Append(await said).Append(await errors);
                continue;
            }

            await worker.WaitForExitAsync(limit.Token);
            _said.Append(await said).Append(await errors);
            Assert.True(worker.ExitCode == 0, await errors);
            output.WriteLine(await said + await errors);
            return killed;
        }
    }

    private static long Complete(Cohort cohort) => cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from request where state = 'Complete'"));

    private static Process Start(Cohort cohort)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = cohort.Test.Beside };
        foreach (var argument in (object[])[typeof(Program).Assembly.Location, QueueWorker.Mode, cohort.Test.Root, cohort.Pacs.Port, cohort.Node.ReceiverPort, Limit])
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        return Process.Start(start)!;
    }
}
