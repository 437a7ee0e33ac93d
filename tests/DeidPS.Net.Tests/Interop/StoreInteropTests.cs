using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using DeidPS.Net.Tests.Receiver;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Interop;

/// <summary>C-STORE in both roles, with every SOP class and transfer syntax of the corpus.</summary>
public sealed class StoreInteropTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_we_send_arrives_at_our_receiver_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        var all = CorpusInstance.All(folder);
        await using var receiver = new LoopbackListener(s => s with { AllowUnknownSopClasses = true });
        await OwnSender.SendAsync(receiver.Node, all, _ => true);
        AssertReceived(all, receiver.Sink, OwnSender.OnTheWire);
        Assert.Equal((0, 0), (receiver.Listener.Counters.Failed, receiver.Listener.Counters.Refused));
        output.WriteLine($"{all.Count} instances, {all.Select(i => i.SopClass).Distinct().Count()} SOP classes, {all.Select(i => i.TransferSyntax).Distinct().Count()} transfer syntaxes, {all.Select(i => (i.SopClass, i.TransferSyntax)).Distinct().Count()} pairs");
    }

    [Fact]
    public async Task What_we_send_arrives_at_storescp_byte_for_byte()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var all = CorpusInstance.All(folder);
        await using var receiver = await DcmtkReceiver.StartAsync(all);
        await OwnSender.SendAsync(OwnSender.Node(receiver.Port, DcmtkReceiver.AETitle), all, KnownRefusals.StoreScpTakes);
        var taken = all.Where(KnownRefusals.StoreScpTakes).ToList();
        var received = receiver.Files.Select(f => CorpusInstance.Read(f)!).ToDictionary(i => i.SopInstance);
        Assert.Equal(taken.Select(i => i.SopInstance).Order(), received.Keys.Order());
        Assert.All(taken, i => Assert.True(OwnSender.OnTheWire(i).AsSpan().SequenceEqual(received[i.SopInstance].StoredBytes()), i.Name));
    }

    [Fact]
    public async Task What_storescu_sends_arrives_at_our_receiver_byte_for_byte()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var all = CorpusInstance.All(folder).Where(i => KnownRefusals.StoreScuSends(i) && !KnownRefusals.HasOverlongUid(i)).ToList();
        await using var receiver = new LoopbackListener(s => s with { AllowUnknownSopClasses = true });
        await using var reference = await DcmtkReceiver.StartAsync(all);
        foreach (var (port, title) in ((int, string)[])[(receiver.Port, DicomNode.DefaultCallingAE), (reference.Port, DcmtkReceiver.AETitle)])
        {
            var sent = await DcmtkTools.StoreAsync(port, title, all);
            Assert.True(sent.ExitCode == 0, DcmtkTools.Errors(sent));
        }

        // storescu encodes anew; what it put on the wire is what storescp, which keeps every bit, got of the same files.
        var onTheWire = reference.Files.Select(f => CorpusInstance.Read(f)!).ToDictionary(i => i.SopInstance);
        AssertReceived(all, receiver.Sink, i => onTheWire[i.SopInstance].StoredBytes());
        KnownRewrites.AssertOnly(KnownRewrites.ByDcmtk, all, i => onTheWire[i.SopInstance].StoredBytes());

        var overlong = CorpusInstance.Corpus.Where(KnownRefusals.HasOverlongUid).ToList();
        Assert.True(overlong.Count == 0 || (await DcmtkTools.StoreAsync(receiver.Port, DicomNode.DefaultCallingAE, overlong)).ExitCode != 0);
    }

    private static void AssertReceived(IReadOnlyCollection<CorpusInstance> all, CollectingSink sink, Func<CorpusInstance, byte[]> expected)
    {
        Assert.Equal(all.Select(i => (i.SopInstance, i.TransferSyntax)).Order(), sink.Instances.Select(i => (i.Key, i.Value.Syntax)).Order());
        Assert.All(all, i => Assert.True(expected(i).AsSpan().SequenceEqual(sink.Instances[i.SopInstance].Dataset), i.Name));
    }
}
