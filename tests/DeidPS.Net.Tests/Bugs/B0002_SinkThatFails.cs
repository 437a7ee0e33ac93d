using System.Net;
using DeidPS.Dicom;
using DeidPS.Net.Tests.Hostile;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>An instance whose sink threw before it took it over kept its memory for ever, until everything went to temporary files.</summary>
public sealed class B0002_SinkThatFails
{
    [Fact]
    public async Task Its_memory_is_given_back()
    {
        var budget = new MemoryBudget(1 << 20);
        var statuses = new List<ushort>();
        await using var peer = Peers.ScriptedPeer.Serving(new Peers.ScriptedService().On(Peers.ScriptedCommand.GetRequestField, _ =>
        [
            new Peers.ScriptedResponse(0)
            {
                Before = async (connection, _) =>
                {
                    var context = connection.ContextFor(Requestor.SecondaryCapture);
                    statuses.Add((await connection.AskAsync(context, Peers.ScriptedCommand.StoreRequest(9, Requestor.SecondaryCapture, Requestor.Instance), Requestor.Dataset().Bytes))!.Command.Status);
                },
            },
        ]));
        var node = Requestor.Node(peer.Port, 60);
        await using var association = await Association.RequestAsync(node, GetScu.Contexts(node.Model, [Requestor.SecondaryCapture], [Peers.ScriptedPeer.ExplicitLittleEndian]), null, default);
        await GetScu.GetAsync(association, node.Model, RetrieveIdentifier.Of(QueryLevel.Study, (RetrieveIdentifier.Study, Requestor.Study)), new StoreScp(new FailingSink(), budget), null, default);
        Assert.Equal([DimseStatus.ProcessingFailure], statuses);
        Assert.Equal(0, budget.Used);
    }

    private sealed class FailingSink : IInstanceSink
    {
        public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop) => throw new InvalidOperationException();
    }
}
