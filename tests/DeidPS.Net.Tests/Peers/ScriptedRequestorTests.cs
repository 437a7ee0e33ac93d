using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>The scripted peer as requestor, judged by storescp and dcmqrscp.</summary>
public sealed class ScriptedRequestorTests(ITestOutputHelper output)
{
    private const string StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1";

    [Fact]
    public async Task Storescp_takes_what_it_sends()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var sample = CorpusInstance.Samples(folder).MinBy(i => new FileInfo(i.Path).Length)!;
        await using var receiver = await DcmtkReceiver.StartAsync([sample]);
        await using var connection = await ScriptedConnection.ConnectAsync(receiver.Port);
        connection.FragmentLength = 100;
        Assert.True(await connection.RequestAsync(DcmtkReceiver.AETitle, [new(1, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian), new(3, sample.SopClass, sample.TransferSyntax)]));
        Assert.Equal<byte>([1, 3], connection.Contexts.Keys.Order());
        var echoed = await connection.AskAsync(1, ScriptedCommand.EchoRequest());
        Assert.Equal((0x8030, 1, 0), (echoed!.Command.Field, echoed.Command.RespondedTo, echoed.Command.Status));
        var stored = await connection.AskAsync(3, ScriptedCommand.StoreRequest(2, sample.SopClass, sample.SopInstance), sample.DatasetBytes());
        Assert.Equal((0x8001, 2, 0), (stored!.Command.Field, stored.Command.RespondedTo, stored.Command.Status));
        Assert.True(await connection.ReleaseAsync());
        Assert.Equal(sample.DatasetBytes(), CorpusInstance.DatasetBytes(Assert.Single(receiver.Files)));
    }

    [Fact]
    public async Task Dcmqrscp_answers_its_query()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = samples });
        await archive.IndexAsync([.. samples.Select(s => s.Path)]);
        await using var connection = await ScriptedConnection.ConnectAsync(archive.Port);
        Assert.True(await connection.RequestAsync(DcmtkArchive.DefaultAETitle, [new(5, StudyRootFind, ScriptedPeer.ExplicitLittleEndian)]));
        var identifier = new DicomBytes().Text(0x00080052, "CS", "STUDY").Text(0x0020000D, "UI", string.Empty).Bytes;
        await connection.SendAsync(5, ScriptedCommand.Request(ScriptedCommand.FindRequestField, 9, StudyRootFind, hasDataset: true).Set(0x0700, (ushort)0), identifier);
        var studies = new List<string>();
        while (await connection.ReadMessageAsync() is { } response)
        {
            Assert.Equal(9, response.Command.RespondedTo);
            if (response.Command.Status == 0)
            {
                break;
            }

            Assert.Equal(0xFF00, response.Command.Status);
            studies.Add(DicomFile.Open(response.Dataset!).Dataset.GetText(DicomTags.StudyInstanceUID)!);
        }

        Assert.Equal(samples.Select(s => s.Study).Distinct().Order(), studies.Order());
        Assert.True(await connection.ReleaseAsync());
    }

    [Fact]
    public async Task Storescp_ends_what_is_no_protocol()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        await using var receiver = await DcmtkReceiver.StartAsync(null, null, "-ta", "1", "-td", "1");
        foreach (var bytes in (byte[][])[Pdu.Whole(99, new byte[4]), Pdu.Data(Pdu.Value(1, true, true, new byte[10])), Pdu.ReleaseRequest()])
        {
            await using var connection = await ScriptedConnection.ConnectAsync(receiver.Port);
            await connection.WriteAsync(bytes);
            await connection.WaitForCloseAsync();
            Assert.Equal(ScriptedEnd.Closed, connection.End);
        }

        await using var other = await ScriptedConnection.ConnectAsync(receiver.Port);
        Assert.True(await other.RequestAsync(DcmtkReceiver.AETitle, [new(1, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian)]));
        await other.WriteAsync(Pdu.DataWithValueLength(0xFFFFFFF0, 1, 3, new byte[10]));
        await other.WaitForCloseAsync();

        await using var sound = await ScriptedConnection.ConnectAsync(receiver.Port);
        Assert.True(await sound.RequestAsync(DcmtkReceiver.AETitle, [new(1, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian)]));
        Assert.True(await sound.ReleaseAsync());
    }
}
