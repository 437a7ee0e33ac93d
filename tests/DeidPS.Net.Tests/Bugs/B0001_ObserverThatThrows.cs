using System.Net;
using DeidPS.Net.Tests.Hostile;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>Whoever was told of events and threw could end a connection of somebody else, and from there the receiver.</summary>
public sealed class B0001_ObserverThatThrows
{
    [Fact]
    public async Task The_receiver_goes_on()
    {
        var told = 0;
        await using var listener = new DicomListener(new ListenerSettings { BindAddress = IPAddress.Loopback, Port = 0, MaximumAssociations = 1 }, new JudgingSink())
        {
            OnEvent = _ =>
            {
                Interlocked.Increment(ref told);
                throw new InvalidOperationException();
            },
        };
        listener.Start();
        var node = Requestor.Node(listener.Port, 60) with { CalledAE = DicomNode.DefaultCallingAE };
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((Requestor.Done, null), await Requestor.EndAsync("echo", node));
            await HostileSenderTests.WaitAsync(() => listener.Counters.Open == 0);
        }

        Assert.Equal(0, listener.Counters.Failed);
        await HostileSenderTests.WaitAsync(() => told == 6);

        // Disposing twice is no error either.
        await listener.DisposeAsync();
    }
}
