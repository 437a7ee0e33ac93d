using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Interop;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>
/// A response without status passed for 0000, success, and so did any request of the peer's that came where the last response was due: an image counted as stored,
/// a query as complete.
/// </summary>
public sealed class B0017_AnswerThatIsNone
{
    [Fact]
    public async Task A_store_without_a_status_is_not_stored()
    {
        using var folder = new TemporaryFolder();
        var sample = CorpusInstance.Samples(folder)[0];
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.AcceptAsync(stop: stop);
            var request = (await connection.ReadMessageAsync(stop: stop))!;
            await connection.SendAsync(request.ContextId, request.Command.Response(0).Remove(0x0900), stop: stop);
            await connection.WaitForCloseAsync(stop);
        });
        var outcome = (await OwnSender.SendAsync(OwnSender.Node(peer.Port, ScriptedPeer.AETitle), [sample]))[sample.SopInstance];
        Assert.False(outcome.IsSent);
        Assert.Equal(NetworkException.AssociationAborted, outcome.Error!.ErrorId);
        await peer.WaitForScriptsAsync();
        Assert.Empty(peer.Failures);
    }

    [Theory]
    [InlineData(ScriptedCommand.EchoRequestField)]
    [InlineData(ScriptedCommand.StoreRequestField)]
    [InlineData(ScriptedCommand.FindRequestField | 0x8000)]
    [InlineData(ScriptedCommand.MoveRequestField | 0x8000)]
    public async Task What_is_no_answer_ends_nothing_with_success(int field)
    {
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.AcceptAsync(stop: stop);
            var request = (await connection.ReadMessageAsync(stop: stop))!;
            var strange = (field & 0x8000) != 0 ? request.Command.Response(0).Set(0x0100, (ushort)field) : ScriptedCommand.Request((ushort)field, 9, ScriptedPeer.Verification);
            await connection.SendAsync(request.ContextId, strange, stop: stop);
            await connection.WaitForCloseAsync(stop);
        });
        var node = OwnSender.Node(peer.Port, ScriptedPeer.AETitle);
        if (field != (ScriptedCommand.FindRequestField | 0x8000))
        {
            await FailsAsync(() => OwnQuery.FindAsync(node, QueryLevel.Study, (RetrieveIdentifier.Study, string.Empty)));
        }

        if (field != (ScriptedCommand.MoveRequestField | 0x8000))
        {
            await FailsAsync(() => OwnQuery.MoveAsync(node, "US", ["2.25.1"]));
        }

        await FailsAsync(async () =>
        {
            await using var association = await Association.RequestAsync(node, [EchoScu.Context], null, default);
            await EchoScu.EchoAsync(association, default);
        });
    }

    private static async Task FailsAsync(Func<Task> ask)
    {
        var error = await Assert.ThrowsAsync<NetworkException>(ask);
        Assert.Equal(NetworkException.AssociationAborted, error.ErrorId);
    }
}
