using System.Net;
using DeidPS.Net.Tests.Hostile;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>A receiver whose port was taken kept its socket.</summary>
[Collection(AloneCollection.Name)]
public sealed class B0004_FailedStart
{
    [Fact]
    public async Task No_socket_is_left()
    {
        await using var first = new DicomListener(new ListenerSettings { BindAddress = IPAddress.Loopback, Port = 0 }, new JudgingSink());
        first.Start();
        var before = ProcessState.OpenSockets();
        var failed = new List<DicomListener>();
        for (var i = 0; i < 30; i++)
        {
            failed.Add(new DicomListener(new ListenerSettings { BindAddress = IPAddress.Loopback, Port = first.Port }, new JudgingSink()));
            Assert.Equal("PortInUse", Assert.Throws<NetworkException>(failed[i].Start).ErrorId);
        }

        Assert.InRange(ProcessState.OpenSockets(), 0, before + 10);
        foreach (var listener in failed)
        {
            await listener.DisposeAsync();
        }
    }
}
