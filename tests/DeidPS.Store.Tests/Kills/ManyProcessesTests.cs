using System.Diagnostics;
using System.Globalization;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Kills;

/// <summary>Two processes that take studies in and two that archive them, at once on one store whose catalogue is a PostgreSQL server. DEIDPS_INSTANCES says how many; 2,000 by default.</summary>
public sealed class ManyProcessesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(30);

    [Fact]
    public void Four_processes_lose_nothing_and_keep_nothing_twice()
    {
        using var test = TestStore.Create(CatalogKind.PostgreSql, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        var instances = int.TryParse(Environment.GetEnvironmentVariable("DEIDPS_INSTANCES"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 2000;
        var studies = instances / (2 * Worker.Instances);
        var watch = Stopwatch.StartNew();
        var archivers = Enumerable.Range(0, 2).Select(_ => Start(test, Worker.Archive, 0, 0)).ToList();
        var ingesters = Enumerable.Range(0, 2).Select(i => Start(test, Worker.Ingest, 1 + (i * studies), studies)).ToList();
        ingesters.ForEach(End);
        var taken = watch.Elapsed;
        File.WriteAllBytes(Path.Combine(test.Beside, Worker.EndName), []);
        archivers.ForEach(End);
        output.WriteLine($"{instances} instances in {2 * studies} studies: taken in {taken.TotalSeconds:F0} s, archived after {watch.Elapsed.TotalSeconds:F0} s");

        var expected = from study in Enumerable.Range(1, 2 * studies) from i in Enumerable.Range(1, Worker.Instances) select KillScenario.Mark(study, i);
        var found = Directory.EnumerateFiles(test.Root, "*.dcm", SearchOption.AllDirectories).Select(TestObject.MarkOf).Order();
        Assert.Equal(expected.Order(), found);
        var sessions = new SessionBook(test.Admin).List("LUNG").ToList();
        Assert.Equal(2 * studies, sessions.Count);
        Assert.All(sessions, s => Assert.Equal((Worker.Instances, Worker.Instances), (s.Instances, SessionManifest.Read(s.Folder).Instances.Count)));
        Assert.Empty(StoreFiles.LeftOvers(test));
        Assert.Empty(new AuditVerifier(TestIngest.Key).Verify(test.Admin.Catalog, test.Admin.Layout.Audit));
    }

    private static (Process Process, Task<string> Errors) Start(TestStore test, string kind, int first, int studies)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, WorkingDirectory = test.Beside };
        foreach (var argument in (string[])[typeof(Program).Assembly.Location, kind, test.Root, first.ToString(CultureInfo.InvariantCulture), studies.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        return (process, process.StandardError.ReadToEndAsync());
    }

    private static void End((Process Process, Task<string> Errors) worker)
    {
        using var process = worker.Process;
        try
        {
            Assert.True(process.WaitForExit(s_limit), "a process stands still");
            Assert.True(process.ExitCode == 0, worker.Errors.Result);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
