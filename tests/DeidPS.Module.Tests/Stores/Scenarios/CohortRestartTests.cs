using System.Diagnostics;
using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Net.Tests.Peers;
using DeidPS.Store.Catalog;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>Everything arrives, once, whatever happens to the queue and to the archive: scenario 4 in short, and scenario 5.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class CohortRestartTests(CohortArchives archives, ITestOutputHelper output) : CohortTest(output), IClassFixture<CohortArchives>
{
    /// <summary>Several dozen; all of the corpus would only take longer.</summary>
    private const int Most = 40;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    [Theory]
    [MemberData(nameof(CohortScenarioTests.Ways), MemberType = typeof(CohortScenarioTests))]
    public async Task S04_A_queue_that_is_stopped_and_killed_goes_on_and_everything_is_there_once(string name, string method, CatalogKind kind)
    {
        if (await archives.FindAsync(name, Output) is not { } archive || !Make(kind))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store");
        Register(archive, method);
        var studies = archive.Instances.GroupBy(i => i.Study).OrderBy(s => s.Key, StringComparer.Ordinal).Take(Most).ToDictionary(s => s.Key, s => s.Count());
        var plan = Plan(List("list.csv", "Study Instance UID\n" + string.Join('\n', studies.Keys)));
        Assert.Equal(studies.Count, plan.Output.Count);
        Assert.All(States(plan), s => Assert.Equal(("Planned", "None"), s));
        Do("$null = Get-DeidRequest -Store $store | Start-DeidQueue -NoWait -Store $store");

        Do("$script:job = " + Start + "-AsJob");
        await UntilAsync(() => Complete() >= 2);
        Do("$null = Stop-DeidQueue -Wait -Store $store");
        await UntilAsync(() => Assert.Single(Do("$script:job.State").Output).ToString() == "Completed");
        var stopped = Complete();
        Assert.InRange(stopped, 2, studies.Count - 1);

        // A study whose date nobody knows may still grow, and is looked at once more.
        Assert.All(States(Do("Get-DeidRequest -Store $store")).Where(s => s.State != "Complete"), s => Assert.Contains(s, new[] { ("Queued", "None"), ("Incomplete", "Growing") }));

        using (var host = StartHost())
        {
            await UntilAsync(() => host.HasExited || Complete() >= stopped + 2);
            Assert.False(host.HasExited, "The host ended before it was killed.");
            host.Kill();
            await host.WaitForExitAsync();
        }

        Assert.InRange(Complete(), stopped + 2, studies.Count - 1);
        Do(Start);
        AssertOnce(studies);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S05_What_an_archive_leaves_out_silently_is_asked_for_image_by_image(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        await using var pacs = new FaultyPacs(new PacsContent(new PacsContentOptions { Studies = 1, Series = (1, 1), Images = (120, 120) }), new PacsFaults { OmitEvery = 1, OmittedImages = 2 });
        var receiver = LoopbackPort.Free();
        pacs.AddDestination("DEIDPS", receiver);
        Do("$null = New-DeidProject LUNG T -Store $store");
        Register(pacs.Port, FaultyPacs.AETitle, receiver);
        Plan(List("list.csv", $"Accession Number,Subject,Session\n{pacs.Content.Study(0).Accession},P0,P0_1\n"));
        var done = Assert.Single(Fetch().Output);
        Assert.Equal(("Complete", "UidVerified", 120L, 120L, 1L), (Text(done, "State"), Text(done, "Evidence"), Number(done, "Expected"), Number(done, "Received"), Number(done, "Attempts")));
        Assert.Equal(("UidVerified", "120"), (Text(Assert.Single(Entries()), "Evidence"), Text(Entries()[0], "Instances")));
        Assert.Equal(2, pacs.Log.Omissions);
        Assert.All(pacs.Log.Acknowledged(pacs.Content.Study(0).Uid).Values, times => Assert.Equal(1, times));
        Assert.Empty(pacs.Failures);
        AssertNothingOf(kind, [.. pacs.Content.Marks]);
        AssertSound();
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var limit = new CancellationTokenSource(s_limit);
        while (!isTrue())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private int Complete() => Do("Get-DeidRequest -State Complete -Store $store").Output.Count;

    /// <summary>The queue in a process of its own, as a service runs it.</summary>
    private Process StartHost()
    {
        var start = new ProcessStartInfo("dotnet", [Repository.HostProgram, "-Command", $"$store = '{Root}'; $null = {Start}"]) { RedirectStandardInput = true, WorkingDirectory = Repository.Root };
        var host = Process.Start(start)!;
        host.StandardInput.Close();
        return host;
    }

    /// <summary>Every instance of these studies is in an entry, or held back beside it, once, and the store is in order.</summary>
    private void AssertOnce(Dictionary<string, int> studies)
    {
        var requests = Do("Get-DeidRequest -IncludeIdentifiers -BreakGlass -Reason test -Store $store");
        AssertVerified(requests, studies.Count);
        var entries = Do("Get-DeidPrearchive -Store $store").Output.ToDictionary(e => Text(e, "Session"), StringComparer.Ordinal);
        Assert.Equal(studies.Count, entries.Count);
        foreach (var request in requests.Output)
        {
            var (expected, entry) = (studies[Text(request, "StudyInstanceUID")], entries[Text(request, "Session")]);
            Assert.Equal((expected, expected), (Number(request, "Received"), Number(entry, "Instances") + Number(entry, "Held")));
            Assert.Equal(Text(entry, "Id"), Text(request, "Entry"));
        }

        using var store = Engine();
        var files = StoreFiles.Objects(store.Layout.Prearchive);
        Assert.Equal(entries.Values.Sum(e => Number(e, "Instances")), files.Count);
        Assert.Equal(files.Count, files.Select(f => UidOf(Path.Combine(store.Layout.Prearchive, f))).Distinct().Count());
        Assert.Empty(StoreFiles.LeftOvers(store));
        Assert.Empty(Do("Test-DeidAudit -Store $store").Output);
    }

    private static string UidOf(string path)
    {
        using var file = DicomFile.Open(path);
        return file.Dataset.GetText(DicomTags.SOPInstanceUID)!;
    }
}
