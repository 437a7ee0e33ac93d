using System.Collections.Concurrent;
using DeidPS.Deid.Files;
using DeidPS.Net;

namespace DeidPS;

/// <summary>A receiver of this process. Counts are those of the moment they are read.</summary>
public sealed class DicomReceiver
{
    /// <summary>The receivers of this process: ports belong to the process, whichever runspace opened them.</summary>
    private static readonly ConcurrentDictionary<int, DicomReceiver> s_running = new();

    private readonly DicomListener _listener;
    private readonly AnonymisingSink _sink;
    private readonly IDisposable[] _owned;
    private int _isStopped;

    internal DicomReceiver(DicomListener listener, AnonymisingSink sink, string title, string destination, params IDisposable[] owned)
    {
        _listener = listener;
        _sink = sink;
        _owned = owned;
        AETitle = title;
        Destination = destination;
        listener.Start();
        Port = listener.Port;
        s_running[Port] = this;
    }

    /// <summary>TCP port.</summary>
    public int Port { get; }

    /// <summary>Our AE title.</summary>
    public string AETitle { get; }

    /// <summary>Whether it listens.</summary>
    public ReceiverState State => Volatile.Read(ref _isStopped) == 0 ? ReceiverState.Running : ReceiverState.Stopped;

    /// <summary>Folder of the copies.</summary>
    public string Destination { get; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset Started { get; } = DateTimeOffset.UtcNow;

    /// <summary>Associations accepted.</summary>
    public long Associations => _listener.Counters.Associations;

    /// <summary>Associations open now.</summary>
    public long Open => _listener.Counters.Open;

    /// <summary>Association requests rejected.</summary>
    public long Rejected => _listener.Counters.Rejected;

    /// <summary>Connections and associations that ended before their time.</summary>
    public long Broken => _listener.Counters.Failed;

    /// <summary>Instances written.</summary>
    public long Written => _sink[AnonymiseStatus.Written];

    /// <summary>Instances held back.</summary>
    public long Quarantined => _sink[AnonymiseStatus.Quarantined];

    /// <summary>Instances left out on purpose: rejected by a script, or there already.</summary>
    public long Skipped => _sink[AnonymiseStatus.Skipped];

    /// <summary>Instances that could not be kept.</summary>
    public long Failed => _sink[AnonymiseStatus.Failed];

    /// <summary>Bytes of the data sets received.</summary>
    public long Bytes => _listener.Counters.Bytes;

    internal static IEnumerable<DicomReceiver> Running => s_running.Values.OrderBy(r => r.Port);

    /// <summary>Takes no more connections, finishes instances on their way and closes.</summary>
    /// <param name="grace">Time for those on their way.</param>
    internal async Task StopAsync(TimeSpan grace)
    {
        if (Interlocked.Exchange(ref _isStopped, 1) != 0)
        {
            return;
        }

        s_running.TryRemove(Port, out _);
        await _listener.StopAsync(grace).ConfigureAwait(false);
        _sink.Dispose();
        foreach (var owned in _owned)
        {
            owned.Dispose();
        }
    }
}
