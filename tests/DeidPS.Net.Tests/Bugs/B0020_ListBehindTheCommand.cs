using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Interop;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>
/// Orthanc puts the list of images that failed (0008,0058) behind the command of its last C-GET-RSP instead of into an identifier: the association was aborted, and
/// all that had failed was one image.
/// </summary>
public sealed class B0020_ListBehindTheCommand
{
    private const string Private = "1.3.46.670589.11.0.0.12.1";
    private const string Study = "2.25.100";

    [Fact]
    public async Task It_is_skipped()
    {
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.AcceptAsync(stop: stop);
            var request = (await connection.ReadMessageAsync(stop: stop))!;
            var image = new DicomBytes().Text(0x00080016, "UI", Private).Text(0x00080018, "UI", "2.25.1");
            var stored = await connection.AskAsync(connection.ContextFor(Private), ScriptedCommand.StoreRequest(7, Private, "2.25.1"), image.Bytes, stop);
            Assert.Equal(DimseStatus.Success, stored!.Command.Status);
            byte[] list = [.. new DicomBytes(isExplicit: false).Text(0x00080058, "UI", "2.25.2").Bytes];
            byte[] command = [.. request.Command.Response(0xB000).WithCounts(null, 1, 1, 0).Encode(), .. list];
            await connection.WriteAsync(Pdu.Data(Pdu.Value(request.ContextId, isCommand: true, isLast: true, command)), stop);
            await connection.ReadMessageAsync(stop: stop);
        });
        var sink = new Receiver.CollectingSink();
        var node = OwnSender.Node(peer.Port, ScriptedPeer.AETitle);
        var contexts = GetScu.Contexts(node.Model, [Private, "1.2.840.10008.5.1.4.1.1.2"], [ScriptedPeer.ExplicitLittleEndian]);
        var response = Assert.Single(await OwnQuery.GetAsync(node, sink, contexts, [Study]));
        Assert.Equal(0xB000, response.Status.Code);
        Assert.Equal(new SubOperations(null, 1, 1, 0), response.SubOperations);
        Assert.True(sink.Instances.ContainsKey("2.25.1"));
        await peer.WaitForScriptsAsync();
        Assert.Empty(peer.Failures);
    }
}
