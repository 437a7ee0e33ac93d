using DeidPS.Dicom;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Services;

/// <summary>The association that queries share: one as long as it serves, another as soon as it does not.</summary>
public sealed class NodeQueryAssociationTests
{
    private static readonly DateOnly s_today = new(2024, 6, 1);
    private static readonly QueryFilter s_filter = new() { PatientID = "P1" };

    [Fact]
    public async Task Queries_share_an_association_which_is_released_at_the_end()
    {
        await using var peer = Peer(out var archive);
        await using (var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today))
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(3, await CountAsync(query));
                Assert.Equal(1, query.Requests);
            }

            // One that is cut short, as -MaxResults does, ends in agreement too.
            Assert.Equal(2, await CountAsync(query, maximum: 2));
            Assert.Equal(3, await CountAsync(query));
        }

        await peer.WaitForScriptsAsync();
        Assert.Equal((1, 52), (peer.Connections, archive.Identifiers.Count));
        Assert.Empty(peer.Failures);
    }

    [Fact]
    public async Task A_query_that_is_broken_off_takes_its_association_along()
    {
        await using var peer = Peer(out _);
        await using var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        await foreach (var _ in query.RunAsync(s_filter, QueryLevel.Study, null))
        {
            break;
        }

        Assert.Equal(3, await CountAsync(query));
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public async Task A_failed_request_leaves_it_usable()
    {
        var isFailing = true;
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.FindRequestField, _ => [new ScriptedResponse(isFailing ? (ushort)0xC001 : (ushort)0)]));
        await using var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        await Assert.ThrowsAsync<DimseException>(() => CountAsync(query));
        isFailing = false;
        Assert.Equal(0, await CountAsync(query));
        Assert.Equal(1, peer.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_the_node_ended_meanwhile_is_replaced(bool isReset)
    {
        var archive = Archive();

        // Each association takes one query and is then closed, as by an idle limit.
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.ReadRequestAsync(stop);
            await connection.AcceptAsync(stop: stop);
            await archive.Service.AnswerAsync(connection, (await connection.ReadMessageAsync(stop: stop))!, stop);
            if (isReset)
            {
                connection.Reset();
            }
        });
        await using var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(3, await CountAsync(query));
            await peer.WaitForScriptsAsync();
            Assert.Equal(i, peer.Connections);
        }
    }

    [Fact]
    public async Task A_node_that_ends_each_association_is_not_asked_for_ever()
    {
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.ReadRequestAsync(stop);
            await connection.AcceptAsync(stop: stop);
            await connection.ReadMessageAsync(stop: stop);
        });
        await using var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        Assert.Equal(NetworkException.AssociationAborted, (await Assert.ThrowsAsync<NetworkException>(() => CountAsync(query))).ErrorId);
        Assert.Equal(1, peer.Connections);
        await Assert.ThrowsAsync<NetworkException>(() => CountAsync(query));
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public async Task Another_model_needs_another_one()
    {
        await using var peer = Peer(out _);
        await using var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        await CountAsync(query);
        await CountAsync(query, QueryLevel.Patient);
        await CountAsync(query, QueryLevel.Patient);
        Assert.Equal(2, peer.Connections);
        await peer.WaitForScriptsAsync();
        Assert.Empty(peer.Failures);
    }

    [Fact]
    public async Task Two_at_once_are_refused()
    {
        await using var peer = Peer(out _);
        await using var query = new NodeQuery(ScriptedArchive.Node(peer), null, s_today);
        await foreach (var _ in query.RunAsync(s_filter, QueryLevel.Study, null))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => CountAsync(query));
        }

        Assert.Equal(3, await CountAsync(query));
    }

    private static ScriptedArchive Archive() => new([.. Enumerable.Range(1, 3).Select(i => new ScriptedStudy($"1.2.3.{i}", "20240131", "120000"))]);

    private static ScriptedPeer Peer(out ScriptedArchive archive) => ScriptedPeer.Serving((archive = Archive()).Service);

    private static async Task<int> CountAsync(NodeQuery query, QueryLevel level = QueryLevel.Study, int? maximum = null)
    {
        var count = 0;
        await foreach (var _ in query.RunAsync(s_filter, level, maximum))
        {
            count++;
        }

        return count;
    }
}
