using System.Diagnostics;
using System.Globalization;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>
/// Random hostile conversations against our receiver and our requestor, beside a sender that behaves. Afterwards nothing is left of them: no
/// socket, no thread, no memory. DEIDPS_HOSTILE_COUNT sets how many (10,000 in the long run), DEIDPS_HOSTILE_SEED which.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class HostileRunTests(ITestOutputHelper output)
{
    /// <summary>Memory may differ by so much whatever the number of tries: pools and what the runtime keeps for itself.</summary>
    private const long MemoryBound = 8 * 1024 * 1024;

    private const int ThreadBound = 8;
    private const int SocketBound = 4;

    private static readonly string[] s_operations = [.. Requestor.Operations];

    private readonly Dictionary<string, int> _ends = new(StringComparer.Ordinal);

    [Fact]
    public async Task Hostile_tries_leave_nothing_behind()
    {
        var count = Setting("DEIDPS_HOSTILE_COUNT", 300);
        var seed = Setting("DEIDPS_HOSTILE_SEED", 20260401);
        var clock = Stopwatch.StartNew();
        await using var victim = new Victim(seconds: 10, change: s => s with { MaximumAssociations = 64 }, isForgetful: true);

        // The first tries fill the pools and start the threads.
        await TriesAsync(victim, seed - 1, 100);
        await HostileSenderTests.WaitAsync(() => victim.Listener.Counters.Open <= 1);
        var before = ProcessState.Now();
        await TriesAsync(victim, seed, count);
        await victim.EndSenderAsync();
        await HostileSenderTests.WaitAsync(() => victim.Listener.Counters.Open == 0);
        await HostileSenderTests.WaitAsync(() => ProcessState.OpenSockets() <= before.Sockets + SocketBound);
        var after = ProcessState.Now();
        for (var end = Environment.TickCount64 + 60_000; after.Threads > before.Threads + ThreadBound && Environment.TickCount64 < end; after = ProcessState.Now())
        {
            // Threads of the pool that are of no more use go after some time.
            await Task.Delay(500);
        }

        output.WriteLine($"seed {seed}: {count} tries in {clock.Elapsed.TotalSeconds:0} s; {victim.Sent} instances of the sender that behaves; {victim.Listener.Counters}");
        output.WriteLine($"before {before}, after {after}");
        output.WriteLine("our requestor ended with " + string.Join(", ", _ends.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key} {e.Value}")));
        Assert.InRange(after.Threads, 1, before.Threads + ThreadBound);
        Assert.InRange(after.Memory, 1, before.Memory + MemoryBound);
        Assert.Equal((Requestor.Done, null), await Requestor.EndAsync("echo", victim.Node));
        Assert.Contains(NetworkException.AssociationAborted, _ends);
    }

    private Task TriesAsync(Victim victim, int seed, int count) => Batch.RunAsync(
        Enumerable.Range(0, count),
        async (number, stop) =>
        {
            var random = new Random(unchecked((seed * 1_000_003) + number));
            if (random.Next(2) == 0)
            {
                await AttackReceiverAsync(victim, random, stop);
                return null;
            }

            var end = await AttackRequestorAsync(random, stop);
            lock (_ends)
            {
                _ends[end] = _ends.GetValueOrDefault(end) + 1;
            }

            return null;
        },
        atOnce: 16);

    private static async Task AttackReceiverAsync(Victim victim, Random random, CancellationToken stop)
    {
        await using var connection = await victim.ConnectAsync(stop);
        byte[] store = [.. connection.Message(3, ScriptedCommand.StoreRequest(7, Requestor.SecondaryCapture, "2.25.1"), Requestor.Dataset("2.25.1").Bytes).SelectMany(u => u)];
        byte[][] parts = [Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "HOSTILE", Victim.Proposals), store, connection.Message(1, ScriptedCommand.EchoRequest()).Single(), store, Pdu.ReleaseRequest()];
        var spoilt = random.Next(parts.Length);
        parts[spoilt] = Spoil(random, parts[spoilt], parts[random.Next(parts.Length)]);
        try
        {
            foreach (var part in parts.Take(random.Next(4) == 0 ? parts.Length : spoilt + 1))
            {
                await connection.WriteAsync(part, stop);
            }

            await FinishAsync(connection, random, stop);
        }
        catch (IOException)
        {
            // The receiver had enough.
        }
    }

    private static async Task<string> AttackRequestorAsync(Random random, CancellationToken stop)
    {
        // One random source, used by whichever connection is open; there is one at a time.
        await using var peer = new ScriptedPeer(async (connection, stopped) =>
        {
            if (random.Next(20) == 0)
            {
                await FinishAsync(connection, random, stopped);
                return;
            }

            var request = await connection.ReadRequestAsync(stopped);
            var accept = Pdu.AssociateAccept(
                request, request.Contexts.Select(c => new ContextAnswer(c.Id, 0, c.TransferSyntaxes[0])), 16384, [.. request.UserItems.Where(i => i.Type == 0x54).Select(i => Pdu.Item(0x54, i.Value))]);
            var isEarly = random.Next(3) == 0;
            await connection.WriteAsync(isEarly ? Spoil(random, accept, Pdu.Abort()) : accept, stopped);
            if (!isEarly && await connection.ReadMessageAsync(stop: stopped) is { } message)
            {
                var response = connection.Message(message.ContextId, message.Command.Response(random.Next(3) == 0 ? (ushort)0xFF00 : (ushort)0)).Single();
                await connection.WriteAsync(Spoil(random, response, accept), stopped);
            }

            await FinishAsync(connection, random, stopped);
        });
        return (await Requestor.EndAsync(s_operations[random.Next(s_operations.Length)], Requestor.Node(peer.Port, 2), stop)).ErrorId;
    }

    /// <summary>Damaged, cut short, doubled, or followed by something that has no place there.</summary>
    private static byte[] Spoil(Random random, byte[] part, byte[] other) => random.Next(6) switch
    {
        0 => part[..random.Next(part.Length)],
        1 => [.. part, .. part],
        2 => [.. part, .. Pdu.Abort((byte)random.Next(4), (byte)random.Next(8))],
        3 => Pdu.WithLength(part[0], (uint)random.NextInt64(uint.MaxValue), part.AsSpan(6)),
        _ => new Mutator((uint)random.Next(1, int.MaxValue)).Mutate(part, other),
    };

    private static async Task FinishAsync(ScriptedConnection connection, Random random, CancellationToken stop)
    {
        switch (random.Next(50))
        {
            case 0:
                await connection.WaitForCloseAsync(stop);
                break;
            case < 15:
                connection.Reset();
                break;
            case < 25:
                await connection.FloodAsync(Pdu.Data(Pdu.Value((byte)random.Next(5), random.Next(2) == 0, random.Next(2) == 0, new byte[random.Next(3000)])), 200, stop);
                break;
            case < 35:
                await connection.ReadPduAsync(stop).WaitAsync(TimeSpan.FromSeconds(1), stop).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            default:
                break;
        }
    }

    private static int Setting(string name, int otherwise) => int.Parse(Environment.GetEnvironmentVariable(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
