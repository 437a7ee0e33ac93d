using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>Our requestor against nodes that misbehave: each operation ends with the documented error, within its time-out.</summary>
public sealed class HostileAcceptorTests
{
    public static TheoryData<string> Operations => [.. Requestor.Operations];

    [Theory]
    [MemberData(nameof(Operations))]
    public Task A_node_that_misbehaves_while_an_association_is_opened(string operation) => RunAsync(operation, Poison.Opening(), async (poison, connection, stop) =>
    {
        var request = await connection.ReadRequestAsync(stop);
        await poison.ApplyAsync(connection, Pdu.AssociateAccept(request, request.Contexts.Select(c => new ContextAnswer(c.Id, 0, c.TransferSyntaxes[0]))), stop);
    });

    [Theory]
    [MemberData(nameof(Operations))]
    public Task A_node_that_misbehaves_instead_of_a_response(string operation) => RunAsync(operation, Poison.Established(), async (poison, connection, stop) =>
    {
        await connection.AcceptAsync(stop: stop);
        if (await connection.ReadMessageAsync(stop: stop) is { } request)
        {
            await poison.ApplyAsync(connection, connection.Message(request.ContextId, request.Command.Response(0)).Single(), stop);
        }
    });

    [Theory]
    [MemberData(nameof(Operations))]
    public Task A_node_that_misbehaves_before_it_was_asked(string operation) => RunAsync(operation, Poison.Established().Where(p => p.End == PoisonEnd.Waits), async (poison, connection, stop) =>
    {
        await connection.AcceptAsync(stop: stop);
        await poison.ApplyAsync(connection, connection.Message(1, ScriptedCommand.EchoRequest().Response(0)).Single(), stop);
    });

    [Theory]
    [MemberData(nameof(Operations))]
    public Task A_node_that_misbehaves_after_a_part_of_its_response(string operation) => RunAsync(operation, Poison.Established(), async (poison, connection, stop) =>
    {
        await connection.AcceptAsync(stop: stop);
        if (await connection.ReadMessageAsync(stop: stop) is { } request)
        {
            connection.FragmentLength = 20;
            var units = connection.Message(request.ContextId, request.Command.Response(0)).ToList();
            await connection.WriteAsync(units[0], stop);
            await poison.ApplyAsync(connection, units[1], stop);
        }
    }, isWithinMessage: true);

    [Theory]
    [MemberData(nameof(Operations))]
    public Task A_node_that_takes_the_connection_and_no_more(string operation) =>
        RunAsync(operation, [Poison.Silent("silence", _ => []), Poison.Broken("close", _ => [], PoisonEnd.Closes)], (poison, connection, stop) => poison.ApplyAsync(connection, [], stop));

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_node_that_resets_the_connection_at_once(string operation)
    {
        await using var peer = new ScriptedPeer((connection, _) =>
        {
            connection.Reset();
            return Task.CompletedTask;
        });
        var (id, isTransient) = await Requestor.EndAsync(operation, Requestor.Node(peer.Port, 60));

        // The reset may come before we know that we are connected.
        Assert.True(id is NetworkException.AssociationAborted or NetworkException.NodeUnreachable, id);
        Assert.True(isTransient);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_rejection_with_every_result_source_and_reason(string operation)
    {
        var cases = from result in (byte[])[0, 1, 2, 255] from source in (byte[])[0, 1, 2, 3, 255] from reason in (byte[])[0, 1, 2, 3, 7, 10, 255] select (result, source, reason);
        await Batch.RunAsync(cases, async (c, stop) =>
        {
            await using var peer = new ScriptedPeer(async (connection, stopped) =>
            {
                await connection.ReadRequestAsync(stopped);
                await connection.WriteAsync(Pdu.AssociateReject(c.result, c.source, c.reason), stopped);
                await connection.WaitForCloseAsync(stopped);
            });
            return Judge((NetworkException.AssociationRejected, c.result == 2), await Requestor.EndAsync(operation, Requestor.Node(peer.Port, 60), stop), peer);
        });
    }

    [Theory]
    [InlineData("contexts that were not proposed")]
    [InlineData("a transfer syntax that was not proposed")]
    [InlineData("no context")]
    [InlineData("a result the standard does not know")]
    public async Task Contexts_that_were_not_agreed_on_are_not_used(string what)
    {
        await Batch.RunAsync(Requestor.Operations, async (operation, stop) =>
        {
            await using var peer = new ScriptedPeer(async (connection, stopped) =>
            {
                var request = await connection.ReadRequestAsync(stopped);
                IEnumerable<ContextAnswer> answers = what switch
                {
                    "contexts that were not proposed" => [new(201, 0, ScriptedPeer.ImplicitLittleEndian), new(255, 0, ScriptedPeer.ImplicitLittleEndian)],
                    "a transfer syntax that was not proposed" => request.Contexts.Select(c => new ContextAnswer(c.Id, 0, "1.2.840.10008.1.2.4.999")),
                    "no context" => [],
                    _ => request.Contexts.Select(c => new ContextAnswer(c.Id, 99, c.TransferSyntaxes[0])),
                };
                await connection.WriteAsync(Pdu.AssociateAccept(request, answers), stopped);
                await connection.WaitForCloseAsync(stopped);
            });
            return Judge((NetworkException.AssociationRejected, false), await Requestor.EndAsync(operation, Requestor.Node(peer.Port, 60), stop), peer);
        });
    }

    [Fact]
    public async Task A_node_that_answers_a_release_with_something_else()
    {
        // Release collision is no error (PS3.8 9.2, AR-8 and AR-9); neither is data on its way (AR-6).
        Poison[] sound =
        [
            Poison.Wrong("its own release at the same moment", _ => [.. Pdu.ReleaseRequest(), .. Pdu.ReleaseResponse()]) with { ErrorId = Requestor.Done, IsTransient = null },
            Poison.Wrong("data on its way", s => [.. Pdu.Data(Pdu.Value(1, false, true, new byte[3000])), .. Pdu.Data(Pdu.Value(1, false, true, new byte[16000])), .. s]) with { ErrorId = Requestor.Done, IsTransient = null },
        ];
        var flood = Poison.Wrong("one release after the other", _ => [.. Enumerable.Repeat(Pdu.ReleaseRequest(), 1000).SelectMany(b => b)]);

        // An answer of which nothing but the header came is an answer.
        var poisons = Poison.Established().Where(p => !p.Name.StartsWith("a release", StringComparison.Ordinal) && p.Name != "the connection is closed after a header");
        await RunAsync("echo", [.. sound, flood, .. poisons], async (poison, connection, stop) =>
        {
            await connection.AcceptAsync(stop: stop);
            var request = (await connection.ReadMessageAsync(stop: stop))!;
            await connection.SendAsync(request.ContextId, request.Command.Response(0), stop: stop);
            await connection.ReadPduAsync(stop);
            await poison.ApplyAsync(connection, Pdu.ReleaseResponse(), stop);
        });
    }

    private static Task RunAsync(string operation, IEnumerable<Poison> poisons, Func<Poison, ScriptedConnection, CancellationToken, Task> script, bool isWithinMessage = false) =>
        Batch.RunAsync(poisons, async (poison, stop) =>
        {
            await using var peer = new ScriptedPeer((connection, stopped) => script(poison, connection, stopped));
            var end = await Requestor.EndAsync(operation, Requestor.Node(peer.Port, poison.IsSilent ? 1 : 60), stop);
            var isRelease = isWithinMessage && poison.Name.StartsWith("a release instead", StringComparison.Ordinal);
            return Judge((poison.ErrorId, isRelease ? false : poison.IsTransient), end, peer);
        });

    private static string? Judge((string ErrorId, bool? IsTransient) expected, (string ErrorId, bool? IsTransient) actual, ScriptedPeer peer) =>
        peer.Failures.Count > 0 ? $"the script failed: {peer.Failures.First()}"
        : actual.ErrorId == expected.ErrorId && (expected.IsTransient is null || expected.IsTransient == actual.IsTransient) ? null
        : $"expected {expected}, got {actual}";
}
