using System.Collections.Concurrent;
using System.Net;

namespace DeidPS.Net.Tests.Receiver;

/// <summary>A receiver of ours on a free port of loopback, with everything it tells.</summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    public LoopbackListener(Func<ListenerSettings, ListenerSettings>? change = null)
    {
        var settings = new ListenerSettings { BindAddress = IPAddress.Loopback, Port = 0 };
        Listener = new DicomListener(change is null ? settings : change(settings), Sink) { OnEvent = Events.Enqueue };
        Listener.Start();
    }

    public CollectingSink Sink { get; } = new();

    public ConcurrentQueue<ListenerEvent> Events { get; } = new();

    public DicomListener Listener { get; }

    public int Port => Listener.Port;

    /// <summary>The receiver as a node to send to.</summary>
    public DicomNode Node => new() { HostName = "127.0.0.1", Port = Port, CalledAE = DicomNode.DefaultCallingAE, CallingAE = "TESTER", AcceptTimeoutSec = 20, TimeoutSec = 20, IdleTimeoutSec = 20, ConnectTimeoutSec = 10 };

    public ValueTask DisposeAsync() => Listener.DisposeAsync();
}
