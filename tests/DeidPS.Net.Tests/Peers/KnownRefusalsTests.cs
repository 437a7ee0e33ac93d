using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>The table of refusals says what the programs do, no more and no less.</summary>
public sealed class KnownRefusalsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Storescu_sends_all_others_and_sends_the_same_bytes_the_second_time()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var all = CorpusInstance.All(folder);
        await using var first = await DcmtkReceiver.StartAsync(all);
        await SendEachAsync(all, KnownRefusals.StoreScuSends, first.Port, DcmtkReceiver.AETitle);
        var received = ByInstance(first.Files);
        Assert.Equal(all.Where(KnownRefusals.StoreScuSends).Select(i => i.SopInstance).Order(), received.Keys.Order());
        output.WriteLine($"{received.Count} of {all.Count} sent, {all.Count(i => received.TryGetValue(i.SopInstance, out var r) && r.DatasetBytes().AsSpan().SequenceEqual(i.DatasetBytes()))} with the same bytes");

        await using var second = await DcmtkReceiver.StartAsync(all);
        await DcmtkTools.StoreAsync(second.Port, DcmtkReceiver.AETitle, received.Values);
        AssertSameBytes(received, ByInstance(second.Files));
    }

    [Fact]
    public async Task Dcmqrscp_takes_all_others_and_keeps_their_bytes()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp, PeerProgram.DcmQrScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var all = CorpusInstance.All(folder).Where(KnownRefusals.StoreScuSends).ToList();
        await using var receiver = await DcmtkReceiver.StartAsync(all);
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = all });
        await DcmtkTools.StoreAsync(receiver.Port, DcmtkReceiver.AETitle, all);
        await SendEachAsync(all, KnownRefusals.DcmQrScpTakes, archive.Port, DcmtkArchive.DefaultAETitle);
        var sent = ByInstance(receiver.Files);
        AssertSameBytes(all.Where(KnownRefusals.DcmQrScpTakes).ToDictionary(i => i.SopInstance, i => sent[i.SopInstance]), ByInstance(archive.StoredFiles()));
    }

    [Fact]
    public async Task Orthanc_takes_all_others_and_sends_the_same_bytes_back()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp, PeerProgram.Orthanc))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var all = CorpusInstance.All(folder).Where(KnownRefusals.StoreScuSends).ToList();
        await using var receiver = await DcmtkReceiver.StartAsync(all);
        await using var archive = await OrthancArchive.StartAsync();
        await SendEachAsync(all, KnownRefusals.OrthancTakes, archive.Port, OrthancArchive.AETitle);
        var taken = all.Where(KnownRefusals.OrthancTakes).ToList();
        Assert.Equal(taken.Count, await archive.CountInstancesAsync());

        await DcmtkTools.StoreAsync(receiver.Port, DcmtkReceiver.AETitle, taken);
        var sent = ByInstance(receiver.Files);
        await using var back = await DcmtkReceiver.StartAsync(all);
        await archive.AddModalityAsync("STORESCP", back.Port);
        Assert.True(await archive.SendAsync("STORESCP"), archive.Log);
        var returned = ByInstance(back.Files);
        foreach (var changed in taken.Where(i => KnownRefusals.ChangedByOrthanc.Contains(i.Name)))
        {
            Assert.False(sent[changed.SopInstance].DatasetBytes().AsSpan().SequenceEqual(returned[changed.SopInstance].DatasetBytes()), changed.Name + " is not changed");
            Assert.True(sent.Remove(changed.SopInstance) && returned.Remove(changed.SopInstance));
        }

        AssertSameBytes(sent, returned);
    }

    /// <summary>Sends what should be taken together, and each of the others alone, which has to fail.</summary>
    private static async Task SendEachAsync(List<CorpusInstance> instances, Func<CorpusInstance, bool> isTaken, int port, string calledAE)
    {
        var result = await DcmtkTools.StoreAsync(port, calledAE, [.. instances.Where(isTaken)]);
        Assert.True(result.ExitCode == 0, string.Join('\n', (result.Output + result.Error).Split('\n').Where(l => l.StartsWith("E:", StringComparison.Ordinal) || l.Contains("Response (Error", StringComparison.Ordinal))));
        foreach (var refused in instances.Where(i => !isTaken(i)))
        {
            Assert.True((await DcmtkTools.StoreAsync(port, calledAE, [refused])).ExitCode != 0, refused.Name + " is taken");
        }
    }

    private static Task SendEachAsync(IReadOnlyList<CorpusInstance> instances, Func<CorpusInstance, bool> isTaken, int port, string calledAE) =>
        SendEachAsync(instances.ToList(), isTaken, port, calledAE);

    private static Dictionary<string, CorpusInstance> ByInstance(IEnumerable<string> files) => files.Select(f => CorpusInstance.Read(f)!).ToDictionary(i => i.SopInstance);

    private static void AssertSameBytes(Dictionary<string, CorpusInstance> expected, Dictionary<string, CorpusInstance> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, e => Assert.True(e.Value.DatasetBytes().AsSpan().SequenceEqual(actual[e.Key].DatasetBytes()), e.Value.Path));
    }
}
