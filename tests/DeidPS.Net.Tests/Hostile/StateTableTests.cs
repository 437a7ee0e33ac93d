using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>What goes over the line in answer to each event of the state table (PS3.8 Tables 9-7 to 9-10): the unit, its source and its reason.</summary>
public sealed class StateTableTests
{
    private const string Closed = "closed";
    private const string Released = "release answered";

    /// <summary>Events by name. An A-ABORT is never answered with one (AA-2, AA-3, AR-3).</summary>
    private static readonly Dictionary<string, byte[]> s_events = new(StringComparer.Ordinal)
    {
        ["A-ASSOCIATE-RQ"] = Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "X", Victim.Proposals), ["A-ASSOCIATE-AC"] = Pdu.Whole(Pdu.AssociateAcceptType, new byte[68]), ["A-ASSOCIATE-RJ"] = Pdu.AssociateReject(1, 1, 1),
        ["P-DATA-TF"] = Pdu.Data(Pdu.Value(1, true, true, ScriptedCommand.EchoRequest().Encode())), ["A-RELEASE-RQ"] = Pdu.ReleaseRequest(), ["A-RELEASE-RP"] = Pdu.ReleaseResponse(), ["A-ABORT"] = Pdu.Abort(2, 1),
        ["unknown"] = Pdu.Whole(99, new byte[4]), ["invalid"] = Pdu.Data(Pdu.Value(9, true, true, new byte[10])),
    };

    [Theory]
    [InlineData("A-ASSOCIATE-AC", "abort 0/0")]
    [InlineData("A-ASSOCIATE-RJ", "abort 0/0")]
    [InlineData("P-DATA-TF", "abort 0/0")]
    [InlineData("A-RELEASE-RQ", "abort 0/0")]
    [InlineData("A-RELEASE-RP", "abort 0/0")]
    [InlineData("unknown", "abort 0/0")]
    [InlineData("A-ABORT", Closed)]
    public async Task State_2_awaiting_a_request(string name, string answer)
    {
        await using var victim = new Victim(isPatient: false);
        await using var connection = await victim.ConnectAsync();
        Assert.Equal(answer, await AnswerAsync(connection, s_events[name]));
    }

    [Fact]
    public async Task State_2_until_ARTIM_expires()
    {
        await using var victim = new Victim(seconds: 1, isPatient: false);
        await using var connection = await victim.ConnectAsync();
        Assert.Equal(Closed, await AnswerAsync(connection, []));
    }

    [Theory]
    [InlineData("A-ASSOCIATE-RQ", "abort 2/2")]
    [InlineData("A-ASSOCIATE-AC", "abort 2/2")]
    [InlineData("A-ASSOCIATE-RJ", "abort 2/2")]
    [InlineData("A-RELEASE-RP", "abort 2/2")]
    [InlineData("unknown", "abort 2/1")]
    [InlineData("invalid", "abort 2/6")]
    [InlineData("A-ABORT", Closed)]
    [InlineData("A-RELEASE-RQ", Released)]
    public async Task State_6_of_the_acceptor(string name, string answer)
    {
        await using var victim = new Victim(isPatient: false);
        await using var connection = await victim.OpenAsync();
        Assert.Equal(answer, await AnswerAsync(connection, s_events[name]));
    }

    [Theory]
    [InlineData("A-ASSOCIATE-RQ", "abort 2/2")]
    [InlineData("P-DATA-TF", "abort 2/2")]
    [InlineData("A-RELEASE-RQ", "abort 2/2")]
    [InlineData("A-RELEASE-RP", "abort 2/2")]
    [InlineData("unknown", "abort 2/1")]
    [InlineData("A-ASSOCIATE-RJ", Closed)]
    [InlineData("A-ABORT", Closed)]
    public Task State_5_awaiting_an_answer(string name, string answer) => AsNodeAsync(name, answer, (connection, stop) => connection.ReadRequestAsync(stop));

    [Theory]
    [InlineData("A-ASSOCIATE-RQ", "abort 2/2")]
    [InlineData("A-ASSOCIATE-AC", "abort 2/2")]
    [InlineData("A-ASSOCIATE-RJ", "abort 2/2")]
    [InlineData("A-RELEASE-RP", "abort 2/2")]
    [InlineData("unknown", "abort 2/1")]
    [InlineData("invalid", "abort 2/6")]
    [InlineData("A-ABORT", Closed)]
    [InlineData("A-RELEASE-RQ", Released)]
    public Task State_6_of_the_requestor(string name, string answer) => AsNodeAsync(name, answer, async (connection, stop) =>
    {
        await connection.AcceptAsync(stop: stop);
        await connection.ReadMessageAsync(stop: stop);
    });

    [Theory]
    [InlineData("A-ASSOCIATE-RQ", "abort 2/2")]
    [InlineData("A-ASSOCIATE-AC", "abort 2/2")]
    [InlineData("A-ASSOCIATE-RJ", "abort 2/2")]
    [InlineData("unknown", "abort 2/1")]
    [InlineData("A-ABORT", Closed)]
    [InlineData("A-RELEASE-RQ", Released)]
    [InlineData("A-RELEASE-RP", Closed)]
    public Task State_7_awaiting_the_answer_to_a_release(string name, string answer) => AsNodeAsync(name, answer, async (connection, stop) =>
    {
        await connection.AcceptAsync(stop: stop);
        var request = (await connection.ReadMessageAsync(stop: stop))!;
        await connection.SendAsync(request.ContextId, request.Command.Response(0), stop: stop);
        Assert.Equal(Pdu.ReleaseRequestType, (await connection.ReadPduAsync(stop))!.Value.Type);
    }, isReleasing: true);

    private static async Task AsNodeAsync(string name, string answer, Func<ScriptedConnection, CancellationToken, Task> prepare, bool isReleasing = false)
    {
        string? seen = null;
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await prepare(connection, stop);
            seen = await AnswerAsync(connection, s_events[name], isReleasing, stop);
        });
        await Requestor.EndAsync("echo", Requestor.Node(peer.Port, 60));
        await peer.WaitForScriptsAsync();
        Assert.Empty(peer.Failures);
        Assert.Equal(answer, seen);
    }

    private static async Task<string> AnswerAsync(ScriptedConnection connection, byte[] bytes, bool isReleasing = false, CancellationToken stop = default)
    {
        await connection.WriteAsync(bytes, stop);
        var unit = await connection.ReadPduAsync(stop);
        if (unit is { Type: Pdu.ReleaseResponseType } && isReleasing)
        {
            // A collision: the other side now waits for our answer to its own release (AR-9).
            await connection.WriteAsync(Pdu.ReleaseResponse(), stop);
        }

        var answer = unit switch
        {
            null => Closed,
            { Type: Pdu.AbortType } abort => $"abort {abort.Body[2]}/{abort.Body[3]}",
            { Type: Pdu.ReleaseResponseType } => Released,
            { } other => $"unit {other.Type}",
        };
        return unit is null || await connection.ReadPduAsync(stop) is null ? answer : answer + " and more";
    }
}
