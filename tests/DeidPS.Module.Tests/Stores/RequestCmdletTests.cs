using System.Collections.Concurrent;
using System.Text;
using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Stores.Scenarios;
using DeidPS.Net.Tests.Peers;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores;

/// <summary>Parameters of the cmdlets of requests: what reaches the work, and what is refused.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class RequestCmdletTests(ITestOutputHelper output) : CohortTest(output)
{
    private static ScriptedStudy Study { get; } = new("2.25.1", "20240101", "101500") { Accession = "ACC1", Series = ["2.25.11"] };

    [Fact]
    public async Task A_trial_ties_the_store_to_no_key()
    {
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive([Study]).Service);
        Make();
        Do("$null = New-DeidProject LUNG T -Store $store");
        Register(peer.Port, ScriptedPeer.AETitle, LoopbackPort.Free());
        var list = List("list.csv", "Accession Number\nACC1\n");
        Assert.Single(Do(Import + "-WhatIf", list).Output);
        var import = "Import-DicomStudy $args[0] -Project LUNG -Store $store ";
        var folder = Files("some", TestObject.Study1(2, "1", 1, null));
        Assert.Equal(2, Do(import + "-WhatIf", folder).Output.Count);
        Assert.Equal(0, Keys());
        Do(import, folder);
        Assert.Equal(1, Keys());
        long Keys()
        {
            using var store = Engine();
            return store.Catalog.Read(tx => tx.Number("select count(*) from setting where name = 'keyfingerprint'"));
        }
    }

    [Theory]
    [InlineData("Start-DeidQueue r1 -NoWait -Continuous -Store $store")]
    [InlineData("Start-DeidQueue r1 -NoWait -AsJob -Store $store")]
    [InlineData("Start-DeidQueue -NoWait -Store $store")]
    [InlineData(Import + "-AccessionPrefix RJ")]
    [InlineData(Import + "-FallbackDays 2")]
    public void What_would_have_no_effect_is_refused(string script)
    {
        Make();
        var list = List("list.csv", "Accession Number\nACC1\n");
        Register(LoopbackPort.Free(), ScriptedPeer.AETitle, LoopbackPort.Free());
        var error = Assert.Single(Try(script, list).Errors);
        Assert.StartsWith("StoreValueInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("no effect", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_for_all_is_told_once()
    {
        Make();
        var none = Path.Combine(Folder, "none.key");
        Fails("KeyMissing,DeidPS.Commands.GetDeidRequestCommand", "[pscustomobject]@{ Id = 'a' }, [pscustomobject]@{ Id = 'b' } | Get-DeidRequest -KeyPath $args[0] -Store $store", none);
        Fails("NodeSettingInvalid,DeidPS.Commands.StartDeidQueueCommand", "'a', 'b' | Start-DeidQueue -AllowedPeer 'A B@nowhere@' -Store $store");
    }

    [Fact]
    public async Task An_archive_is_asked_in_the_name_of_the_user_that_is_given()
    {
        var archive = new ScriptedArchive([Study]);
        var identities = new ConcurrentQueue<string>();
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            try
            {
                await archive.Service.RunAsync(connection, stop);
            }
            finally
            {
                identities.Enqueue(string.Join('|', connection.Proposal?.UserItems.Where(i => i.Type == 0x58).Select(i => Encoding.ASCII.GetString(i.Value)) ?? []));
            }
        });
        Make();
        Do("$null = New-DeidProject LUNG T -Store $store");
        Receive(Files("pushed", TestObject.Study1(2, "1", 1, null)));
        Register(peer.Port, ScriptedPeer.AETitle, LoopbackPort.Free(), "-MaxAttempts 1");
        const string Credential = "$s = [securestring]::new(); foreach ($c in 'ZZSECRET'.ToCharArray()) { $s.AppendChar($c) }; $who = [pscredential]::new('somebody', $s); ";
        foreach (var script in new[]
        {
            "Import-DeidRequest $args[0] LUNG -Credential $who -Store $store", "Get-DeidRequest -Store $store | " + Start + "-Credential $who",
            "Get-DeidPrearchive -Store $store | Update-DeidPrearchive -Store $store | Compare-DeidWithPacs -Node pacs -Reason test -BreakGlass -Credential $who -Store $store",
        })
        {
            identities.Clear();
            var before = peer.Connections;
            var found = Do(Credential + script, List("list.csv", "Accession Number\nACC1\n"));
            var count = peer.Connections - before;
            await peer.WaitForScriptsAsync(count);
            Assert.True(count > 0, $"{script}: {string.Join('|', found.Values("Message"))}");
            Assert.All(identities, identity => Assert.Equal("\u0002\0\0\bsomebody\0\bZZSECRET", identity));
        }
    }
}
