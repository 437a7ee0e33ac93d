using System.Net;
using DeidPS.Deid.Files;
using DeidPS.Net;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Module.Tests.Bugs;

/// <summary>A receiver whose port was taken left its listener's socket and its sink to the garbage collector.</summary>
public sealed class B0001_StartThatFailed
{
    [Fact]
    public async Task Nothing_of_it_is_left()
    {
        using var sink = new Sink();
        using var other = new Sink();
        var settings = new ListenerSettings { BindAddress = IPAddress.Loopback, Port = 0 };
        await using var first = new DicomListener(settings, other);
        first.Start();
        var listener = new DicomListener(settings with { Port = first.Port }, sink);
        Assert.Equal("PortInUse", Assert.Throws<NetworkException>(() => DicomReceiver.Start(listener, sink, "DEIDPS", null, null)).ErrorId);
        Assert.True(sink.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => listener.Port);
        Assert.False(other.IsDisposed);
        Assert.True(await LoopbackPort.AcceptsAsync(first.Port, default));
    }

    private sealed class Sink() : ReceiverSink(null)
    {
        public bool IsDisposed { get; private set; }

        public override ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop) => ValueTask.FromResult(DeidPS.Store.Ingest.SenderAnswer.Of(new AnonymiseResult { Source = "none", Status = AnonymiseStatus.Failed }, refusesRejected: true));

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
