using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>Our receiver against requestors that misbehave: each connection ends, a sender that behaves goes on and is answered with success.</summary>
public sealed class HostileSenderTests
{
    private const ushort Success = 0;

    [Fact]
    public async Task Requestors_that_misbehave_before_a_request()
    {
        Poison[] wrong =
        [
            Poison.Wrong("an acceptance", s => Pdu.Whole(Pdu.AssociateAcceptType, s.AsSpan(6))), Poison.Wrong("a rejection", _ => Pdu.AssociateReject(1, 1, 1)),
            Poison.Wrong("data", _ => Pdu.Data(Pdu.Value(1, true, true, new byte[10]))), Poison.Wrong("a release", _ => Pdu.ReleaseRequest()), Poison.Wrong("HTTP", _ => Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
            Poison.Wrong("TLS", _ => [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3, .. new byte[500]]),
        ];
        await RunAsync([.. Poison.Common(), .. wrong], (victim, stop) => victim.ConnectAsync(stop), _ => Request());
    }

    [Fact]
    public async Task Requestors_that_misbehave_between_messages() =>
        await RunAsync(Poison.Established().Where(p => !p.Name.StartsWith("a release instead", StringComparison.Ordinal)), (victim, stop) => victim.OpenAsync(stop), c => c.Message(1, ScriptedCommand.EchoRequest()).Single());

    [Fact]
    public async Task Requestors_that_misbehave_within_a_message() =>
        await RunAsync(Poison.Established(), async (victim, stop) =>
        {
            var connection = await victim.OpenAsync(stop);
            connection.FragmentLength = 60;
            await connection.WriteAsync(Store(connection).First(), stop);
            return connection;
        }, c => Store(c).ElementAt(1));

    [Fact]
    public async Task Requestors_that_misbehave_within_a_data_set() =>
        await RunAsync(Poison.Established(), async (victim, stop) =>
        {
            var connection = await victim.OpenAsync(stop);
            foreach (var unit in Store(connection))
            {
                await connection.WriteAsync(unit, stop);
            }

            connection.FragmentLength = 60;
            await connection.ReadMessageAsync(stop: stop);
            foreach (var unit in Store(connection).SkipLast(1))
            {
                await connection.WriteAsync(unit, stop);
            }

            return connection;
        }, c => Store(c).Last());

    [Fact]
    public async Task Values_commands_and_data_sets_that_lie()
    {
        var sound = ScriptedCommand.StoreRequest(5, Requestor.SecondaryCapture, Requestor.Instance).Encode();
        var cases = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["a context that was not accepted"] = Pdu.Data(Pdu.Value(5, true, true, sound)),
            ["an even context"] = Pdu.Data(Pdu.Value(2, true, true, sound)),
            ["a value of 0 bytes"] = Pdu.DataWithValueLength(0, 3, 3, sound),
            ["a value of 4 GB"] = Pdu.DataWithValueLength(uint.MaxValue, 3, 3, sound),
            ["a data set without command"] = Pdu.Data(Pdu.Value(3, false, true, sound)),
            ["a command that never ends"] = [.. Enumerable.Repeat(Pdu.Data(Pdu.Value(3, true, false, new byte[16000])), 6).SelectMany(b => b)],
            ["an empty command"] = Pdu.Data(Pdu.Value(3, true, true, [])),
            ["an element of 4 GB"] = Pdu.Data(Pdu.Value(3, true, true, Edit(sound, 16, uint.MaxValue))),
            ["no command field"] = Pdu.Data(Pdu.Value(3, true, true, ScriptedCommand.StoreRequest(5, Requestor.SecondaryCapture, Requestor.Instance).Remove(0x0100).Encode())),
            ["no message ID"] = Pdu.Data(Pdu.Value(3, true, true, ScriptedCommand.StoreRequest(5, Requestor.SecondaryCapture, Requestor.Instance).Remove(0x0110).Encode())),
            ["a data set in another context"] = [.. Pdu.Data(Pdu.Value(3, true, true, sound)), .. Pdu.Data(Pdu.Value(1, false, true, new byte[10]))],
            ["a command instead of its data set"] = [.. Pdu.Data(Pdu.Value(3, true, true, sound)), .. Pdu.Data(Pdu.Value(3, true, true, sound))],
            ["a release instead of its data set"] = [.. Pdu.Data(Pdu.Value(3, true, true, sound)), .. Pdu.ReleaseRequest()],
            ["a data set nobody announced"] = [.. Pdu.Data(Pdu.Value(1, true, true, ScriptedCommand.EchoRequest().Encode())), .. Pdu.Data(Pdu.Value(1, false, true, new byte[10]))],
            ["an unknown request with a data set of 17 MB"] =
                [.. Pdu.Data(Pdu.Value(1, true, true, ScriptedCommand.Request(0x0130, 9, ScriptedPeer.Verification, hasDataset: true).Encode())), .. Enumerable.Repeat(Pdu.Data(Pdu.Value(1, false, false, new byte[100_000])), 180).SelectMany(b => b)],
        };
        await using var victim = new Victim();
        await Batch.RunAsync(cases, async (c, stop) =>
        {
            await using var connection = await victim.OpenAsync(stop);
            await SendAllAsync(connection, c.Value, stop);
            while (await connection.ReadPduAsync(stop) is { } pdu)
            {
                if (pdu.Type == Pdu.AbortType)
                {
                    return null;
                }
            }

            // A close with bytes unread resets the line, and the reset may overtake the abort.
            return c.Value.Length > 1_000_000 ? null : "not aborted";
        });
        await EndAsync(victim, cases.Count);
    }

    [Fact]
    public async Task Requests_that_cannot_be_agreed_on()
    {
        IEnumerable<PresentationProposal> Many(int count) => Enumerable.Range(0, count).Select(i => new PresentationProposal((byte)((2 * i) + 1), ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian));
        byte[] Title(int position, byte value) => Edited(Request(), position, value);
        var cases = new Dictionary<string, (byte[] Request, string Answer)>(StringComparer.Ordinal)
        {
            ["128 contexts"] = (With([.. Many(128)]), "accepted"),
            ["129 contexts"] = (With([.. Many(129)]), "aborted"),
            ["1000 contexts"] = (With([.. Many(1000)]), "aborted"),
            ["a context twice"] = (With(new(1, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian), new(1, Requestor.SecondaryCapture, ScriptedPeer.ImplicitLittleEndian)), "aborted"),
            ["an even context"] = (With(new PresentationProposal(2, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian)), "aborted"),
            ["context 0"] = (With(new PresentationProposal(0, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian)), "aborted"),
            ["no transfer syntax"] = (With(new PresentationProposal(1, ScriptedPeer.Verification)), "aborted"),
            ["1000 transfer syntaxes"] = (With(new PresentationProposal(1, ScriptedPeer.Verification, [.. Enumerable.Range(0, 1000).Select(i => $"2.25.{i}"), ScriptedPeer.ImplicitLittleEndian])), "accepted"),
            ["a UID of 65 digits"] = (With(new PresentationProposal(1, new string('1', 65), ScriptedPeer.ImplicitLittleEndian)), "aborted"),
            ["a UID of letters"] = (With(new PresentationProposal(1, "ZZNAME", ScriptedPeer.ImplicitLittleEndian)), "aborted"),
            ["no context"] = (With(), "accepted"),
            ["an unknown item of 60,000 bytes"] = (Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "X", Victim.Proposals, 16384, Pdu.Item(0x77, new byte[60_000])), "accepted"),
            ["a user identity longer than its item"] = (Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "X", Victim.Proposals, 16384, Pdu.Item(0x58, [2, 1, 0xFF, 0xFF, 1, 1, 1])), "aborted"),
            ["a role that is cut short"] = (Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "X", Victim.Proposals, 16384, Pdu.Item(0x54, [0, 200, 1])), "aborted"),
            ["another called title"] = (Pdu.AssociateRequest("OTHER", "X", Victim.Proposals), "rejected 1/1/7"),
            ["an empty called title"] = (Pdu.AssociateRequest(string.Empty, "X", Victim.Proposals), "rejected 1/1/7"),
            ["a calling title with a line break"] = (Title(26, (byte)'\n'), "aborted"),
            ["protocol version 2 only"] = (Title(7, 2), "rejected 1/2/2"),
            ["another application context"] = (Edited(Request(), 78, (byte)'2'), "rejected 1/1/2"),
            ["a unit of 2 MB"] = (Pdu.Whole(1, new byte[2 * 1024 * 1024]), "aborted"),
        };
        await using var victim = new Victim();
        await Batch.RunAsync(cases, async (c, stop) =>
        {
            await using var connection = await victim.ConnectAsync(stop);
            await SendAllAsync(connection, c.Value.Request, stop);
            var answer = await connection.ReadPduAsync(stop) switch
            {
                { Type: Pdu.AssociateAcceptType } => "accepted",
                { Type: Pdu.AbortType } => "aborted",
                { Type: Pdu.AssociateRejectType } pdu => $"rejected {pdu.Body[1]}/{pdu.Body[2]}/{pdu.Body[3]}",
                null when c.Value.Request.Length > 1_000_000 => "aborted",
                _ => "closed",
            };
            return answer == c.Value.Answer ? null : $"expected {c.Value.Answer}, got {answer}";
        });
        await EndAsync(victim, 0);
    }

    [Fact]
    public async Task Who_is_not_on_the_list_is_rejected_and_told_so()
    {
        Assert.True(PeerRule.TryParse("KNOWN", out var rule));
        await using var victim = new Victim(change: s => s with { AllowedPeers = [rule!] }, isPatient: false);
        await using var stranger = await victim.ConnectAsync();
        await stranger.WriteAsync(Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "STRANGER", Victim.Proposals));
        var answer = await stranger.ReadPduAsync();
        Assert.Equal((Pdu.AssociateRejectType, (1, 1, 3)), (answer!.Value.Type, (answer.Value.Body[1], answer.Value.Body[2], answer.Value.Body[3])));
        await using var known = await victim.ConnectAsync();
        Assert.True(await known.RequestAsync(DicomNode.DefaultCallingAE, Victim.Proposals, "KNOWN"));
    }

    [Fact]
    public async Task One_association_more_than_allowed_is_rejected_for_now()
    {
        await using var victim = new Victim(change: s => s with { MaximumAssociations = 3 }, isPatient: false);
        var held = new List<ScriptedConnection>();
        for (var i = 0; i < 3; i++)
        {
            held.Add(await victim.OpenAsync());
        }

        Assert.Equal((NetworkException.AssociationRejected, true), await Requestor.EndAsync("echo", victim.Node));
        Assert.Equal(3, victim.Listener.Counters.Open);
        Assert.True(await held[0].ReleaseAsync());
        await held[0].DisposeAsync();
        await WaitAsync(() => victim.Listener.Counters.Open == 2);
        Assert.Equal((Requestor.Done, null), await Requestor.EndAsync("echo", victim.Node));
        foreach (var connection in held)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task Connections_that_say_nothing_do_not_keep_others_out()
    {
        // Far more than may be opening at once, and far from their time-out. While they come, somebody who means it may be turned away now and then.
        await using var victim = new Victim(seconds: 300, change: s => s with { MaximumAssociations = 4 }, refusals: 100);
        var silent = new List<ScriptedConnection>();
        for (var i = 0; i < 200; i++)
        {
            silent.Add(await victim.ConnectAsync());
        }

        var sent = victim.Sent;
        await WaitAsync(() => victim.Sent >= sent + 9);
        await victim.EndSenderAsync();
        foreach (var connection in silent)
        {
            await connection.DisposeAsync();
        }

        await WaitAsync(() => victim.Listener.Counters.Open == 0);
    }

    [Fact]
    public async Task Data_sets_that_are_no_data_sets()
    {
        var cases = new Dictionary<string, (ScriptedCommand Command, byte[] Dataset, int Status)>(StringComparer.Ordinal)
        {
            ["larger than allowed"] = (Command(1), new byte[3_000_000], 0xA700),
            ["of another SOP class than the context"] = (ScriptedCommand.StoreRequest(2, "1.2.840.10008.5.1.4.1.1.2", Requestor.Instance), Requestor.Dataset().Bytes, 0x0122),
            ["of another instance than the command"] = (ScriptedCommand.StoreRequest(3, Requestor.SecondaryCapture, "2.25.77"), Requestor.Dataset().Bytes, 0xA900),
            ["without SOP instance"] = (Command(4).Remove(0x1000), Requestor.Dataset().Bytes, 0x0117),
            ["with a path for a SOP instance"] = (ScriptedCommand.StoreRequest(5, Requestor.SecondaryCapture, "../../x"), Requestor.Dataset().Bytes, 0x0117),
            ["sequences 5,000 deep"] = (Command(6), [.. Requestor.Dataset().Bytes, .. HostileResponseTests.Nested(5000)], 0xC000),
            ["no elements"] = (Command(7), [7, 7, 7, 7, 7], 0xA900),
            ["an element of 4 GB"] = (Command(8), [.. Requestor.Dataset().Bytes, .. new DicomBytes().Header(0x00400275, "SQ", 0xFFFFFFF0).Bytes], 0xC000),
        };
        await using var victim = new Victim(change: s => s with { MaximumInstanceLength = 2_000_000 });
        await Batch.RunAsync(cases, async (c, stop) =>
        {
            await using var connection = await victim.OpenAsync(stop);
            var bad = await connection.AskAsync(3, c.Value.Command, c.Value.Dataset, stop);
            var good = await connection.AskAsync(3, Command(99), Requestor.Dataset().Bytes, stop);
            return (bad!.Command.Status, good!.Command.Status) == (c.Value.Status, Success) ? null : $"answered {bad.Command.Status:X4}, then {good.Command.Status:X4}";
        });
        await EndAsync(victim, 0);
    }

    [Fact]
    public async Task Verification_stores_nothing()
    {
        await using var victim = new Victim(isPatient: false);
        await using var connection = await victim.OpenAsync();
        var dataset = new DicomBytes(isExplicit: false).Text(0x00080016, "UI", ScriptedPeer.Verification).Text(0x00080018, "UI", "2.25.5").Bytes;
        Assert.Equal(0x0122, (await connection.AskAsync(1, ScriptedCommand.StoreRequest(1, ScriptedPeer.Verification, "2.25.5"), dataset))!.Command.Status);
        Assert.Empty(victim.Sink.Instances);
    }

    [Fact]
    public async Task A_deflated_bomb_is_answered_and_costs_no_memory()
    {
        const string Deflated = "1.2.840.10008.1.2.1.99";
        using var bomb = new MemoryStream();
        using (var deflate = new DeflateStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Requestor.Dataset().Header(0x00420011, "OB", 1_000_000_000).Bytes);
            for (var i = 0; i < 1000; i++)
            {
                deflate.Write(new byte[1_000_000]);
            }
        }

        await using var victim = new Victim();
        await using var connection = await victim.ConnectAsync();
        Assert.True(await connection.RequestAsync(DicomNode.DefaultCallingAE, [new(3, Requestor.SecondaryCapture, Deflated)]));
        var before = GC.GetTotalAllocatedBytes();
        Assert.NotNull(await connection.AskAsync(3, Command(1), bomb.ToArray()));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 500_000_000);
        await EndAsync(victim, 0);
    }

    private static async Task RunAsync(IEnumerable<Poison> poisons, Func<Victim, CancellationToken, Task<ScriptedConnection>> open, Func<ScriptedConnection, byte[]> sound)
    {
        var all = poisons.ToList();
        await using var patient = new Victim();
        await using var impatient = new Victim(seconds: 2, isPatient: false);
        await Batch.RunAsync(all, async (poison, stop) =>
        {
            await using var connection = await open(poison.IsSilent ? impatient : patient, stop);
            await poison.ApplyAsync(connection, sound(connection), stop);
            return null;
        });
        await EndAsync(patient, all.Count(p => !p.IsSilent));
        await WaitAsync(() => impatient.Listener.Counters is { Open: 0 } counters && counters.Failed >= all.Count(p => p.IsSilent));
    }

    /// <summary>Each attack was noticed, none is still open, and the sender that behaves noticed nothing.</summary>
    private static async Task EndAsync(Victim victim, int failures)
    {
        await victim.EndSenderAsync();
        await WaitAsync(() => victim.Listener.Counters.Open == 0 && victim.Listener.Counters.Failed >= failures);
        Assert.DoesNotContain(victim.Events, e => e.Message.Contains("ZZ", StringComparison.Ordinal) || e.Message.Contains("Exception)", StringComparison.Ordinal));
        Assert.Equal((Requestor.Done, null), await Requestor.EndAsync("echo", victim.Node));
    }

    internal static async Task WaitAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task SendAllAsync(ScriptedConnection connection, byte[] bytes, CancellationToken stop)
    {
        try
        {
            await connection.WriteAsync(bytes, stop);
        }
        catch (IOException)
        {
            // The receiver had enough before everything was sent.
        }
    }

    private static ScriptedCommand Command(ushort id) => ScriptedCommand.StoreRequest(id, Requestor.SecondaryCapture, Requestor.Instance);

    private static IEnumerable<byte[]> Store(ScriptedConnection connection) => connection.Message(3, Command(7), Requestor.Dataset().Bytes);

    private static byte[] Request() => Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "HOSTILE", Victim.Proposals);

    private static byte[] With(params IReadOnlyList<PresentationProposal> contexts) => Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "HOSTILE", contexts);

    private static byte[] Edit(byte[] bytes, int position, uint value)
    {
        byte[] copy = [.. bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(position), value);
        return copy;
    }

    private static byte[] Edited(byte[] bytes, int position, byte value)
    {
        bytes[position] = value;
        return bytes;
    }
}
