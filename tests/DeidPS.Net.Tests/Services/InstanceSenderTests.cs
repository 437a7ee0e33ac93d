using DeidPS.Dicom;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Services;

/// <summary>What is tried again, how often, and when a node is left in peace.</summary>
public sealed class InstanceSenderTests
{
    private const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

    private static readonly IReadOnlyList<PresentationContext> s_contexts = [new PresentationContext { AbstractSyntax = SecondaryCapture, TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid] }];

    [Theory]
    [InlineData(0x0000, 1)]
    [InlineData(0xB000, 1)]
    [InlineData(0xA900, 1)]
    [InlineData(0x0122, 1)]
    [InlineData(0xC000, 2)]
    [InlineData(0xC123, 2)]
    [InlineData(0xA700, 4)]
    [InlineData(0x0213, 4)]
    [InlineData(0x0110, 4)]
    public async Task A_status_is_tried_again_as_often_as_its_kind_deserves(ushort status, int attempts)
    {
        var service = new ScriptedService().On(ScriptedCommand.StoreRequestField, new ScriptedResponse(status));
        await using var peer = ScriptedPeer.Serving(service);
        await using var sender = Sender(peer.Port);
        using var file = Instance();
        var outcome = await sender.SendAsync(file, s_contexts, default);
        Assert.Equal(attempts, outcome.Attempts);
        Assert.Equal(attempts, service.Received.Count);
        Assert.Equal(status is 0 or 0xB000, outcome.IsSent);
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_opened_again()
    {
        var count = 0;
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            if (Interlocked.Increment(ref count) < 3)
            {
                await connection.AcceptAsync(null, 16384, stop);
                await connection.ReadMessageAsync(stop: stop);
                connection.Reset();
                return;
            }

            await new ScriptedService().On(ScriptedCommand.StoreRequestField, new ScriptedResponse(0)).RunAsync(connection, stop);
        });
        await using var sender = Sender(peer.Port);
        using var file = Instance();
        var outcome = await sender.SendAsync(file, s_contexts, default);
        Assert.True(outcome.IsSent, outcome.Error?.Message);
        Assert.Equal(3, outcome.Attempts);
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_is_left_in_peace_after_three_instances_and_tried_again_later()
    {
        await using var sender = Sender(LoopbackPort.Free(), retries: 0, rest: TimeSpan.FromHours(1));
        using var file = Instance();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, (await sender.SendAsync(file, s_contexts, default)).Attempts);
        }

        var left = await sender.SendAsync(file, s_contexts, default);
        Assert.Equal((0, NetworkException.NodeUnreachable), (left.Attempts, left.Error!.ErrorId));
        Assert.StartsWith("Not tried", left.Error.Message, StringComparison.Ordinal);

        await using var impatient = Sender(LoopbackPort.Free(), retries: 0, rest: TimeSpan.Zero);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, (await impatient.SendAsync(file, s_contexts, default)).Attempts);
        }
    }

    [Fact]
    public async Task A_node_that_rejects_us_for_good_is_asked_once()
    {
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.ReadPduAsync(stop);
            await connection.WriteAsync(Pdu.AssociateReject(1, 1, 3), stop);
        });
        await using var sender = Sender(peer.Port);
        using var file = Instance();
        Assert.Equal(1, (await sender.SendAsync(file, s_contexts, default)).Attempts);
        Assert.Equal(0, (await sender.SendAsync(file, s_contexts, default)).Attempts);
        Assert.Equal(1, peer.Connections);
    }

    private static InstanceSender Sender(int port, int retries = 3, TimeSpan? rest = null) =>
        new(new DicomNode { HostName = "127.0.0.1", Port = port, CalledAE = ScriptedPeer.AETitle }, null, retries) { RetryDelay = TimeSpan.FromMilliseconds(1), RestTime = rest ?? TimeSpan.FromMinutes(10) };

    private static DicomFile Instance()
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, SecondaryCapture);
        dataset.SetText(DicomTags.SOPInstanceUID, "1.2.3");
        return DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
    }
}
