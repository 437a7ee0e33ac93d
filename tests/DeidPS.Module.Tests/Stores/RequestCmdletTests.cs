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
    [Fact]
    public async Task An_archive_is_asked_in_the_name_of_the_user_that_is_given()
    {
        var archive = new ScriptedArchive([new ScriptedStudy("2.25.1", "20240101", "101500") { Accession = "ACC1", Series = ["2.25.11"] }]);
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
