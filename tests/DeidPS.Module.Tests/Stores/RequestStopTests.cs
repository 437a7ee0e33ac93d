using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Stores.Scenarios;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores;

/// <summary>Ctrl+C ends each cmdlet of requests, checks and reports within a second, whatever it waits for.</summary>
[Collection(AloneCollection.Name)]
public sealed class RequestStopTests(ITestOutputHelper output) : CohortTest(output)
{
    [Fact]
    public async Task Each_cmdlet_ends_when_it_is_stopped()
    {
        await using var silent = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.ReadRequestAsync(stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        Make();
        Do("$null = New-DeidProject LUNG T -Store $store; $null = New-DeidProject GATED T -OptOut Required -Store $store; $null = Grant-DeidAccess -Identity (Get-DeidStore -Store $store).Identity -SiteRole DataManager -Store $store");
        Register(silent.Port, ScriptedPeer.AETitle, LoopbackPort.Free());
        var list = List("list.csv", "Accession Number\nACC1\n");
        string[] waiting = [Import, "Start-DeidQueue -Continuous -Store $store"];
        string[] quick =
        [
            "Test-DeidRequestCsv $args[0]", "New-DeidSeriesFilter mine -ExcludeModality PR", "Get-DeidRequest -Store $store", "Get-DeidQueue -Store $store", "Restart-DeidRequest none -Store $store", "Remove-DeidRequest none -Store $store",
            "Suspend-DeidQueue pacs -Store $store; Resume-DeidQueue pacs -Store $store", "Stop-DeidQueue -Store $store", "Export-DeidOptOutRequest GATED ($args[0] + '.nhs') -Store $store", "Import-DeidOptOutResponse $args[0] GATED -Store $store",
            "Get-DeidReview LUNG -Store $store", "Set-DeidReview LUNG none -State Passed -Reason test -Store $store", "Approve-DeidProject none -By me -Reason test -Store $store", "Test-DeidSample LUNG -Store $store",
            "Get-DeidAccessionTrace -Reason test -Store $store", "Get-DeidIngestionStatus -Store $store", "Get-DeidProjectContent LUNG -Store $store", "Get-DeidSeriesSummary LUNG -Store $store", "Get-DeidStorage -Store $store",
            "Compare-DeidWithPacs none -Reason test -Store $store",
        ];
        var times = waiting.Concat(quick.Select(script => $"while ($true) {{ {script} }}")).Select(script => (script, TimeToStop($"$store = '{Root}'; {script}", list).TotalSeconds)).ToList();
        Assert.All(times, time => Assert.True(time.TotalSeconds <= 1, $"{time}"));
    }
}
