using DeidPS.Net.Tests.Hostile;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>A C-CANCEL that went out while a message was being sent came between its units, out of the same buffer.</summary>
public sealed class B0006_CancelWithinAMessage
{
    [Fact]
    public async Task It_waits_for_the_end_of_the_message()
    {
        var received = new List<(ushort Field, int Length)>();
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.AcceptAsync(maximumLength: 4096, stop: stop);
            while (await connection.ReadMessageAsync(stop: stop) is { } message)
            {
                received.Add((message.Command.Field, message.Dataset?.Length ?? 0));
            }
        });
        await using var association = await Association.RequestAsync(Requestor.Node(peer.Port, 60), [Requestor.StoreContext], null, default);
        using var dataset = new HesitatingStream(new byte[20_000]);
        var command = new DimseCommand { Operation = DimseOperation.StoreRequest, MessageId = 1, SopClassUid = Requestor.SecondaryCapture, SopInstanceUid = Requestor.Instance };
        var store = Task.Run(() => association.SendAsync(1, command, dataset, default));
        Assert.True(dataset.Reached.Wait(TimeSpan.FromSeconds(60)));
        var cancel = association.SendAsync(1, new DimseCommand { Operation = DimseOperation.CancelRequest, RespondedMessageId = 1 }, null, default);
        Assert.False(cancel.IsCompleted);
        dataset.GoOn.Set();
        await store;
        await cancel;
        await association.ReleaseAsync(default);
        await peer.WaitForScriptsAsync();
        Assert.Empty(peer.Failures);
        Assert.Equal([(ScriptedCommand.StoreRequestField, 20_000), (ScriptedCommand.CancelField, 0)], received);
    }

    /// <summary>Stops in the middle until it is told to go on.</summary>
    private sealed class HesitatingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public override int Read(Span<byte> buffer)
        {
            if (Position > 8000 && !Reached.IsSet)
            {
                Reached.Set();
                GoOn.Wait(TimeSpan.FromSeconds(60));
            }

            return base.Read(buffer);
        }
    }
}
