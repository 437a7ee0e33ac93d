using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Hostile;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>A query that had all it wanted went on for as long as the node did not heed the cancel.</summary>
public sealed class B0007_NodeThatIgnoresCancel
{
    [Fact]
    public async Task The_query_ends_within_its_time_out()
    {
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.AcceptAsync(stop: stop);
            if (await connection.ReadMessageAsync(stop: stop) is { } request)
            {
                var answer = new DicomBytes().Text(0x00080052, "CS", "STUDY").Text(0x0020000D, "UI", Requestor.Study).Bytes;
                byte[] units = [.. connection.Message(request.ContextId, request.Command.Response(0xFF00, hasDataset: true), answer).SelectMany(u => u)];
                await connection.FloodAsync(units, int.MaxValue, stop);
            }
        });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var association = await Association.RequestAsync(Requestor.Node(peer.Port, 60), [FindScu.Context(QueryModel.StudyRoot)], null, limit.Token);
        association.TimeoutSec = 1;
        DimseResponse? end = null;
        var count = 0;
        var identifier = RetrieveIdentifier.Of(QueryLevel.Study, (RetrieveIdentifier.Study, Requestor.Study));
        await foreach (var _ in FindScu.QueryAsync(association, QueryModel.StudyRoot, identifier, 3, e => end = e, limit.Token))
        {
            count++;
        }

        Assert.Equal((3, StatusClass.Cancel, false), (count, end!.Status.Class, association.IsEstablished));
    }
}
