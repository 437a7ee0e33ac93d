using System.Buffers.Binary;
using System.Text;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>Responses whose units are sound and whose content is not: values, command sets, identifiers, sub-operations.</summary>
public sealed class HostileResponseTests
{
    private static readonly string[] s_all = [.. Requestor.Operations];

    public static TheoryData<string> Operations => [.. s_all];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Values_and_commands_that_lie(string operation)
    {
        await Batch.RunAsync(Lies(), async (lie, stop) =>
        {
            await using var peer = new ScriptedPeer(async (connection, stopped) =>
            {
                await connection.AcceptAsync(stop: stopped);
                if (await connection.ReadMessageAsync(stop: stopped) is { } request)
                {
                    await connection.WriteAsync(lie.Bytes(request), stopped);
                    if (lie.IsClosed)
                    {
                        return;
                    }

                    await connection.WaitForCloseAsync(stopped);
                }
            });
            var end = await Requestor.EndAsync(operation, Requestor.Node(peer.Port, lie.ErrorId == NetworkException.NetworkTimeout ? 1 : 60), stop);
            return peer.Failures.Count > 0 ? peer.Failures.First().ToString() : (lie.ErrorId, lie.IsTransient) == end ? null : $"expected {(lie.ErrorId, lie.IsTransient)}, got {end}";
        });
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Messages_that_answer_nothing_do_not_keep_it_waiting_for_ever(string operation)
    {
        Func<ScriptedMessage, ScriptedCommand>[] useless =
        [
            request => request.Command.Response(0).Set(0x0120, (ushort)(request.Command.MessageId + 1)),
            request => request.Command.Response(0xFF00).Set(0x0120, (ushort)0),
        ];
        await Batch.RunAsync(useless, async (make, stop) =>
        {
            await using var peer = new ScriptedPeer(async (connection, stopped) =>
            {
                await connection.AcceptAsync(stop: stopped);
                if (await connection.ReadMessageAsync(stop: stopped) is { } request)
                {
                    await connection.FloodAsync(connection.Message(request.ContextId, make(request)).Single(), int.MaxValue, stopped);
                }
            });
            var end = await Requestor.EndAsync(operation, Requestor.Node(peer.Port, 1), stop);
            return end == (NetworkException.NetworkTimeout, true) ? null : $"got {end}";
        });
    }

    [Fact]
    public async Task An_identifier_that_cannot_be_read()
    {
        byte[][] identifiers =
        [
            [1, 2, 3], new byte[100], Encoding.ASCII.GetBytes(new string('Z', 5000)),
            new DicomBytes().Header(0x0020000D, "UI", 60000).Bytes, new DicomBytes().Text(0x0020000D, "UI", "2.25.1").Text(0x00080018, "UI", "2.25.1").Header(0x00400275, "SQ", 0xFFFFFFFE).Bytes,
            Nested(5000), new byte[17 * 1024 * 1024],
        ];
        var cases = from identifier in identifiers from operation in (string[])["find", "move", "get", "retrieve"] select (operation, identifier);
        await Batch.RunAsync(cases, async (c, stop) =>
        {
            var pending = c.operation == "find" ? (ushort)0xFF00 : (ushort)0xB000;
            var service = new ScriptedService()
                .On(ScriptedCommand.FindRequestField, new ScriptedResponse(pending, c.identifier), new ScriptedResponse(0))
                .On(ScriptedCommand.MoveRequestField, new ScriptedResponse(pending, c.identifier))
                .On(ScriptedCommand.GetRequestField, new ScriptedResponse(pending, c.identifier));
            await using var peer = ScriptedPeer.Serving(service);
            var end = await Requestor.EndAsync(c.operation, Requestor.Node(peer.Port, 60), stop);
            return end == (NetworkException.AssociationAborted, false) ? null : $"{c.identifier.Length} bytes: got {end}";
        }, atOnce: 4);
    }

    [Fact]
    public async Task A_pending_answer_without_identifier_is_not_taken_for_no_answer()
    {
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.FindRequestField, new ScriptedResponse(0xFF00), new ScriptedResponse(0)));
        Assert.Equal((NetworkException.AssociationAborted, false), await Requestor.EndAsync("find", Requestor.Node(peer.Port, 60)));
    }

    [Fact]
    public async Task Sub_operations_that_bring_something_else_are_refused_one_by_one()
    {
        var outcomes = new List<ushort>();
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.GetRequestField, _ =>
        [
            new ScriptedResponse(0)
            {
                Before = async (connection, _) =>
                {
                    var store = connection.ContextFor(Requestor.SecondaryCapture);
                    var own = connection.Contexts.Values.First(c => c.AbstractSyntax == SopClasses.Get(QueryModel.StudyRoot)).Id;
                    (byte Context, ScriptedCommand Command, byte[]? Dataset)[] attempts =
                    [
                        (store, ScriptedCommand.StoreRequest(10, Requestor.SecondaryCapture, Requestor.Instance), Requestor.Dataset(study: "2.25.99").Bytes),
                        (store, ScriptedCommand.StoreRequest(11, "1.2.840.10008.5.1.4.1.1.2", Requestor.Instance), Requestor.Dataset().Bytes),
                        (store, ScriptedCommand.StoreRequest(12, Requestor.SecondaryCapture, "2.25.98"), Requestor.Dataset().Bytes),
                        (store, ScriptedCommand.StoreRequest(13, Requestor.SecondaryCapture, "../../etc"), Requestor.Dataset().Bytes),
                        (store, ScriptedCommand.StoreRequest(14, Requestor.SecondaryCapture, Requestor.Instance), [9, 9, 9]),
                        (store, ScriptedCommand.StoreRequest(15, Requestor.SecondaryCapture, Requestor.Instance).Remove(0x1000), Requestor.Dataset().Bytes),
                        (store, ScriptedCommand.Request(ScriptedCommand.StoreRequestField, 16, Requestor.SecondaryCapture), null),
                        (own, ScriptedCommand.StoreRequest(17, SopClasses.Get(QueryModel.StudyRoot), Requestor.Instance), Requestor.Dataset().Bytes),
                        (store, ScriptedCommand.StoreRequest(18, Requestor.SecondaryCapture, Requestor.Instance), Requestor.Dataset().Bytes),
                    ];
                    foreach (var (context, command, dataset) in attempts)
                    {
                        outcomes.Add((await connection.AskAsync(context, command, dataset))!.Command.Status);
                    }
                },
            },
        ]));
        Assert.Equal((Requestor.Done, null), await Requestor.EndAsync("retrieve", Requestor.Node(peer.Port, 60)));
        Assert.Equal<ushort>([0x0124, 0x0122, 0xA900, 0x0117, 0xA900, 0x0117, 0xC000, 0x0122, 0], outcomes);
        Assert.Empty(peer.Failures);
    }

    /// <summary>Bytes that take the place of a response, each with the error it has to end in.</summary>
    private static IEnumerable<Lie> Lies()
    {
        yield return Lie.Wrong("a value of 0 bytes", r => Pdu.DataWithValueLength(0, r.ContextId, 3, Sound(r)));
        yield return Lie.Wrong("a value of 1 byte", r => Pdu.DataWithValueLength(1, r.ContextId, 3, Sound(r)));
        yield return Lie.Wrong("a value of 4 GB", r => Pdu.DataWithValueLength(uint.MaxValue, r.ContextId, 3, Sound(r)));
        yield return Lie.Wrong("a value a byte longer than its unit", r => Pdu.DataWithValueLength((uint)Sound(r).Length + 3, r.ContextId, 3, Sound(r)));
        yield return Lie.Wrong("a value shorter than its unit", r => Pdu.DataWithValueLength((uint)Sound(r).Length, r.ContextId, 3, Sound(r)));
        yield return Lie.Wrong("a context nobody proposed", r => Command(99, Sound(r)));
        yield return Lie.Wrong("an even context", r => Command(2, Sound(r)));
        yield return Lie.Wrong("context 0", r => Command(0, Sound(r)));
        yield return Lie.Wrong("a data set without command", r => Pdu.Data(Pdu.Value(r.ContextId, false, true, Sound(r))));
        yield return Lie.Wrong("a command that never ends", r => Repeat(5, Pdu.Data(Pdu.Value(r.ContextId, true, false, new byte[16000]))));
        yield return Lie.Wrong("a command in two contexts", r => [.. Pdu.Data(Pdu.Value(r.ContextId, true, false, Sound(r)[..20])), .. Command((byte)(r.ContextId + 2), Sound(r)[20..])]);
        yield return Lie.Wrong("a unit longer than was agreed on", r => Pdu.WithLength(Pdu.DataType, Association.OwnMaximumLength + 7, Pdu.Value(r.ContextId, true, true, Sound(r))));
        yield return Lie.Wrong("an empty command", r => Command(r.ContextId, []));
        yield return Lie.Wrong("a command of three bytes", r => Command(r.ContextId, [0, 0, 0]));
        yield return Lie.Wrong("an element of 4 GB", r => Command(r.ContextId, Edit(Sound(r), 12 + 4, uint.MaxValue)));
        yield return Lie.Wrong("an element longer than the rest", r => Command(r.ContextId, Edit(Sound(r), 12 + 4, 5000)));
        yield return Lie.Wrong("no command field", r => Command(r.ContextId, r.Command.Response(0).Remove(0x0100).Encode()));
        yield return Lie.Wrong("no status", r => Command(r.ContextId, r.Command.Response(0).Remove(0x0900).Encode()));
        yield return Lie.Wrong("a status of one byte", r => Command(r.ContextId, r.Command.Response(0).Set(0x0900, [0]).Encode()));
        yield return Lie.Wrong("an empty status", r => Command(r.ContextId, r.Command.Response(0).Set(0x0900, Array.Empty<byte>()).Encode()));
        yield return Lie.Wrong("no message it answers", r => Command(r.ContextId, r.Command.Response(0).Remove(0x0120).Encode()));
        yield return Lie.Wrong("the response of another service", r => Command(r.ContextId, r.Command.Response(0).Set(0x0100, 0x8140).Encode()));
        yield return Lie.Wrong("a request of another service", r => Command(r.ContextId, ScriptedCommand.Request(0x0140, 7, ScriptedPeer.Verification).Encode()));
        yield return Lie.Wrong("a request that looks like success", r => Command(r.ContextId, ScriptedCommand.Request(0x0100, r.Command.MessageId, ScriptedPeer.Verification).Set(0x0900, (ushort)0).Encode()));
        yield return Lie.Wrong("a data set that is announced and is a command", r => Repeat(2, Command(r.ContextId, r.Command.Response(0, hasDataset: true).Encode())));
        yield return Lie.Wrong("a release within a message", r => [.. Command(r.ContextId, r.Command.Response(0, hasDataset: true).Encode()), .. Pdu.ReleaseRequest()]);
        yield return Lie.Broken("an abort within a message", r => [.. Command(r.ContextId, r.Command.Response(0, hasDataset: true).Encode()), .. Pdu.Abort(2, 1)]);
        yield return Lie.Broken("closed within a fragment", r => Command(r.ContextId, Sound(r))[..^5]) with { IsClosed = true };
        yield return Lie.Broken("closed after the header of a unit", r => Command(r.ContextId, Sound(r))[..6]) with { IsClosed = true };
        yield return Lie.Broken("closed within the header of a value", r => Command(r.ContextId, Sound(r))[..9]) with { IsClosed = true };
        yield return Lie.Broken("closed before a data set", r => Command(r.ContextId, r.Command.Response(0, hasDataset: true).Encode())) with { IsClosed = true };
        yield return new Lie("a data set that is announced and never comes", r => Command(r.ContextId, r.Command.Response(0, hasDataset: true).Encode()), NetworkException.NetworkTimeout, true);
        yield return new Lie("empty fragments", r => Repeat(20000, Pdu.Data(Pdu.Value(r.ContextId, true, false, []))), NetworkException.NetworkTimeout, true);
    }

    private static byte[] Sound(ScriptedMessage request) => request.Command.Response(0).Encode();

    private static byte[] Command(byte contextId, byte[] bytes) => Pdu.Data(Pdu.Value(contextId, true, true, bytes));

    private static byte[] Repeat(int times, byte[] bytes) => [.. Enumerable.Repeat(bytes, times).SelectMany(b => b)];

    private static byte[] Edit(byte[] bytes, int position, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(position), value);
        return bytes;
    }

    /// <summary>Sequences within each other, each of undefined length.</summary>
    internal static byte[] Nested(int depth)
    {
        var bytes = new DicomBytes();
        for (var i = 0; i < depth; i++)
        {
            bytes.Header(0x00081140, "SQ", uint.MaxValue).Tag(0xFFFEE000).UInt32(uint.MaxValue);
        }

        return bytes.Bytes;
    }

    private sealed record Lie(string Name, Func<ScriptedMessage, byte[]> Bytes, string ErrorId, bool? IsTransient)
    {
        public bool IsClosed { get; init; }

        public static Lie Wrong(string name, Func<ScriptedMessage, byte[]> bytes) => new(name, bytes, NetworkException.AssociationAborted, false);

        public static Lie Broken(string name, Func<ScriptedMessage, byte[]> bytes) => new(name, bytes, NetworkException.AssociationAborted, true);
    }
}
