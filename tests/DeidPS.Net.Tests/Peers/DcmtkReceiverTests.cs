using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>storescu and storescp as the tests run them.</summary>
public sealed class DcmtkReceiverTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_storescu_sends_arrives()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var receiver = await DcmtkReceiver.StartAsync(samples);
        var result = await DcmtkTools.StoreAsync(receiver.Port, DcmtkReceiver.AETitle, samples);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        var received = receiver.Files.Select(CorpusInstance.Read).ToDictionary(i => i!.SopInstance);
        Assert.Equal(samples.Select(i => (i.SopInstance, i.TransferSyntax)).Order(), received.Values.Select(i => (i!.SopInstance, i.TransferSyntax)).Order());
    }

    [Fact]
    public async Task A_receiver_without_a_list_takes_all_that_dcmtk_knows()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp, PeerProgram.EchoScu))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var receiver = await DcmtkReceiver.StartAsync();
        Assert.Equal(0, (await DcmtkTools.EchoAsync(receiver.Port, DcmtkReceiver.AETitle)).ExitCode);
        Assert.Equal(0, (await DcmtkTools.StoreAsync(receiver.Port, DcmtkReceiver.AETitle, samples)).ExitCode);
        Assert.Equal(samples.Count, receiver.Files.Count);
    }

    [Fact]
    public async Task A_receiver_can_refuse_and_abort()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var refusing = await DcmtkReceiver.StartAsync(samples, null, "--refuse");
        Assert.NotEqual(0, (await DcmtkTools.StoreAsync(refusing.Port, DcmtkReceiver.AETitle, samples)).ExitCode);
        await using var aborting = await DcmtkReceiver.StartAsync(samples, null, "--abort-after");
        Assert.NotEqual(0, (await DcmtkTools.StoreAsync(aborting.Port, DcmtkReceiver.AETitle, samples)).ExitCode);
    }

    [Fact]
    public async Task Over_TLS_only_certificates_of_the_authority_pass()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        using var certificates = new Certificates();
        List<CorpusInstance> samples = [CorpusInstance.Samples(folder)[0]];
        await using var receiver = await DcmtkReceiver.StartAsync(samples, certificates.Server);
        var sent = await DcmtkTools.StoreAsync(receiver.Port, DcmtkReceiver.AETitle, samples, certificates.Client.DcmtkArguments);
        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        Assert.Single(receiver.Files);

        foreach (var bad in (TlsFiles[])[certificates.OfOtherAuthority, certificates.Expired])
        {
            Assert.NotEqual(0, (await DcmtkTools.StoreAsync(receiver.Port, DcmtkReceiver.AETitle, samples, bad.DcmtkArguments)).ExitCode);
            await using var strange = await DcmtkReceiver.StartAsync(samples, bad);
            Assert.NotEqual(0, (await DcmtkTools.StoreAsync(strange.Port, DcmtkReceiver.AETitle, samples, certificates.Client.DcmtkArguments)).ExitCode);
        }

        Assert.NotEqual(0, (await DcmtkTools.StoreAsync(receiver.Port, DcmtkReceiver.AETitle, samples)).ExitCode);
    }
}
