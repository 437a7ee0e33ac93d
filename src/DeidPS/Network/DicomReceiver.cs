using System.Collections.Concurrent;
using DeidPS.Deid.Files;
using DeidPS.Net;

namespace DeidPS;

/// <summary>A receiver of this process. Counts are those of the moment they are read.</summary>
public sealed class DicomReceiver
{
    /// <summary>Events that are remembered.</summary>
    private const int KeptEvents = 200;

    /// <summary>The receivers of this process, whichever runspace started them. Two may have one port, on different addresses.</summary>
    private static readonly ConcurrentDictionary<DicomReceiver, bool> s_running = new();

    private readonly DicomListener _listener;
    private readonly ReceiverSink _sink;
    private readonly IDisposable[] _owned;
    private readonly Queue<ListenerEvent> _events = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStopped;

    private DicomReceiver(DicomListener listener, ReceiverSink sink, string title, string? destination, IDisposable[] owned)
    {
        _listener = listener;
        _sink = sink;
        _owned = owned;
        AETitle = title;
        Destination = destination;
    }

    /// <summary>TCP port.</summary>
    public int Port { get; private set; }

    /// <summary>Our AE title.</summary>
    public string AETitle { get; }

    /// <summary>Whether it listens.</summary>
    public ReceiverState State => Volatile.Read(ref _isStopped) == 0 ? ReceiverState.Running : ReceiverState.Stopped;

    /// <summary>Folder of the copies; null when a script block takes what comes.</summary>
    public string? Destination { get; }

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

    /// <summary>Instances that were answered with a failure, for whatever reason.</summary>
    public long Refused => _listener.Counters.Refused;

    /// <summary>What came: one arrival for each study on each association, oldest first; the last 1000.</summary>
    public IReadOnlyList<DicomArrival> Arrivals => _sink.Arrivals.All;

    /// <summary>What happened on the line: associations accepted, rejected, released and broken, and instances refused unread; oldest first, the last 200.</summary>
    public IReadOnlyList<ListenerEvent> Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Bytes of the data sets received.</summary>
    public long Bytes => _listener.Counters.Bytes;

    internal static IEnumerable<DicomReceiver> Running => s_running.Keys.OrderBy(r => r.Port);

    /// <summary>Ends when the receiver is closed, whoever closed it.</summary>
    internal Task Closed => _closed.Task;

    /// <summary>Opens the port.</summary>
    /// <param name="listener">Listens; the receiver's from now on.</param>
    /// <param name="sink">Takes what comes; disposed after the listener, also when the port cannot be opened.</param>
    /// <param name="title">Our AE title.</param>
    /// <param name="destination">Folder of the copies; null for none.</param>
    /// <param name="onEvent">Told what happens on the line; null for nobody.</param>
    /// <param name="owned">What is disposed after the sink; the caller's as long as there is no receiver.</param>
    /// <exception cref="NetworkException">PortInUse.</exception>
    internal static DicomReceiver Start(DicomListener listener, ReceiverSink sink, string title, string? destination, Action<ListenerEvent>? onEvent, params IDisposable[] owned)
    {
        var receiver = new DicomReceiver(listener, sink, title, destination, owned);
        listener.OnEvent = happened => receiver.Take(happened, onEvent);
        try
        {
            listener.Start();
        }
        catch
        {
            sink.Dispose();
            throw;
        }

        receiver.Port = listener.Port;
        s_running[receiver] = true;
        return receiver;
    }

    /// <summary>Takes no more connections, finishes instances on their way and closes. A second call shortens or lengthens the time of the first.</summary>
    /// <param name="grace">Time for those on their way.</param>
    internal async Task StopAsync(TimeSpan grace)
    {
        var isFirst = Interlocked.Exchange(ref _isStopped, 1) == 0;
        try
        {
            if (isFirst || !_closed.Task.IsCompleted)
            {
                await _listener.StopAsync(grace).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isFirst)
            {
                s_running.TryRemove(this, out _);
                try
                {
                    Free();
                }
                finally
                {
                    _closed.SetResult();
                }
            }
        }

        await _closed.Task.ConfigureAwait(false);
    }

    private void Take(ListenerEvent happened, Action<ListenerEvent>? onEvent)
    {
        lock (_events)
        {
            _events.Enqueue(happened);
            if (_events.Count > KeptEvents)
            {
                _events.Dequeue();
            }
        }

        if (happened.Association is { } association && (happened.Kind is ListenerEventKind.Released or ListenerEventKind.Failed))
        {
            _sink.Arrivals.End(association.Number);
        }

        onEvent?.Invoke(happened);
    }

    private void Free()
    {
        _sink.Dispose();
        foreach (var owned in _owned)
        {
            try
            {
                owned.Dispose();
            }
            catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)
            {
                // A full disk, or a limit of the size of a report. What had to be there was put there before anybody was answered success.
            }
        }
    }
}
