using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Audit;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Requests;

/// <summary>
/// Works through the queue of a store (workflow sections 6.4 to 6.7 and 17): takes requests as the archives allow, fetches and verifies them, tries again what may succeed later. A study that
/// fails does not keep others waiting. Several processes may do so at once; what one that dies had goes back.
/// </summary>
public sealed class QueueRunner : IAsyncDisposable
{
    private static readonly TimeSpan s_nodesAge = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_awayPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_spaceMessages = TimeSpan.FromMinutes(5);

    private readonly StoreReceiving _receiving;
    private readonly DeidStore _store;
    private readonly QueueOptions _options;
    private readonly QueueLease _lease;
    private readonly RequestFetcher _fetcher;
    private readonly Dictionary<string, NodeLine> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RunningRequest> _running = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Name, NodeLine? Line)> _nodes = [];
    private long _asked;
    private long _listed;
    private long _reported;
    private long _full;
    private long _checked;
    private bool _isAway;

    private QueueRunner(StoreReceiving receiving, StorePolicies policies, QueueOptions options)
    {
        (_receiving, _store, _options) = (receiving, receiving.Store, options);
        _lease = new QueueLease(_store) { OnRefused = (id, reason) => options.OnMessage?.Invoke($"Request {id} is not fetched: {reason}.") };
        _fetcher = new RequestFetcher(_store, receiving.Ingest, policies, options);
    }

    /// <summary>Opens a store to work through its queue.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="policies">Makes policies and key for it.</param>
    /// <param name="ingest">How objects are taken.</param>
    /// <param name="options">How the queue is worked through.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <exception cref="StoreException">StoreItemNotFound, StoreUnusable.</exception>
    /// <exception cref="Deid.Policies.PolicyException">The site's policy or the key cannot be used.</exception>
    public static QueueRunner Open(string root, Func<DeidStore, StorePolicies> policies, IngestOptions ingest, QueueOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(options);
        StorePolicies? made = null;
        var receiving = StoreReceiving.Open(root, store => made = policies(store), ingest, clock);
        return new QueueRunner(receiving, made!, options);
    }

    /// <summary>Works until the queue is empty, or for ever where more is waited for. Requests of archives that are suspended wait.</summary>
    /// <param name="stop">Cancels what is under way at the archives; it waits for its turn again.</param>
    /// <exception cref="NetworkException">PortInUse: our receiver cannot listen.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Register();
        try
        {
            while (!stop.IsCancellationRequested && _fetcher.Fatal is null && await TurnAsync(stop).ConfigureAwait(false))
            {
                await Task.WhenAny([.. _running.Values.Select(r => r.Work), Task.Delay(_options.Interval, stop)]).ConfigureAwait(false);
                await ReapAsync(all: false).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var running in _running.Values)
            {
                await running.Stop.CancelAsync().ConfigureAwait(false);
            }

            await ReapAsync(all: true).ConfigureAwait(false);
            Leave();
        }

        stop.ThrowIfCancellationRequested();
        if (_fetcher.Fatal is { } fatal)
        {
            throw fatal;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _fetcher.DisposeAsync().ConfigureAwait(false);
        _receiving.Dispose();
    }

    private void Leave()
    {
        try
        {
            _store.Catalog.Write(tx => tx.Execute("delete from queueworker where process = @Id", _store.Process));
        }
        catch (StoreException)
        {
            // The catalogue is gone; a worker without a process is none.
        }
    }

    /// <summary>Starts what may be started.</summary>
    /// <returns>False when the work is done, or somebody wants it to end.</returns>
    private async Task<bool> TurnAsync(CancellationToken stop)
    {
        try
        {
            if (IsStopping())
            {
                return false;
            }

            CancelTaken();
            if (IsTime(ref _checked, s_nodesAge))
            {
                _lease.GiveBack(_running.Keys.ToHashSet(StringComparer.Ordinal));
            }

            var isWaiting = StartDue(stop);
            _isAway = false;
            return _running.Count > 0 || isWaiting || _options.IsContinuous;
        }
        catch (DeidException error) when (error is StoreException or NodeException)
        {
            // The catalogue or the list of nodes is away for a moment: a night's work does not end for that.
            if (!_isAway)
            {
                _isAway = true;
                _options.OnMessage?.Invoke($"{error.Message} The queue waits until that is over.");
            }

            await Task.Delay(s_awayPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }
    }

    private void Register() => _store.Catalog.Write(tx =>
    {
        _store.Process.Register(tx);
        tx.Execute("insert into queueworker (process, host, started, isstopping) values (@Id, @Host, @Now, 0) on conflict (process) do update set isstopping = 0", new { _store.Process.Id, Host = Environment.MachineName, _store.Now });
        _store.Record(tx, new AuditEvent { Action = "StartQueue" });
    });

    /// <summary>True when somebody asked us to end; also when others took this process for dead, so that it is not one of the workers any more.</summary>
    private bool IsStopping()
    {
        if (!IsTime(ref _asked, _options.Interval))
        {
            return false;
        }

        var isStopping = _store.Catalog.Read(tx => tx.Query<long>("select isstopping from queueworker where process = @Id", _store.Process));
        if (isStopping.Count == 0)
        {
            Register();
        }

        return isStopping is [1];
    }

    private static bool IsTime(ref long last, TimeSpan interval)
    {
        var now = Environment.TickCount64;
        if (last != 0 && now - last < interval.TotalMilliseconds)
        {
            return false;
        }

        last = Math.Max(1, now);
        return true;
    }

    private void CancelTaken()
    {
        if (_running.Count == 0)
        {
            return;
        }

        foreach (var id in _lease.Cancelled())
        {
            if (_running.TryGetValue(id, out var running))
            {
                running.Stop.Cancel();
            }
        }
    }

    /// <summary>Starts what may be started.</summary>
    /// <returns>True when something waits, or is under way with another process.</returns>
    private bool StartDue(CancellationToken stop)
    {
        if (IsTime(ref _listed, s_nodesAge) || _running.Count == 0)
        {
            _nodes = [.. _lease.Nodes().Select(name => (name, Line(name)))];
        }

        var isWaiting = false;
        foreach (var (name, line) in _nodes)
        {
            if (_lease.IsHalted(name))
            {
                continue;
            }

            if (line is null)
            {
                if (_unknown.Add(name))
                {
                    _options.OnMessage?.Invoke($"There is no node '{name}' here: its requests wait. Register-DicomNode registers it.");
                }

                continue;
            }

            isWaiting = true;
            StartDue(name, line, stop);
        }

        Report();
        return isWaiting;
    }

    private void StartDue(string name, NodeLine line, CancellationToken stop)
    {
        if (!_receiving.Ingest.HasSpace)
        {
            if (IsTime(ref _full, s_spaceMessages))
            {
                _options.OnMessage?.Invoke("The disk of the store is nearly full: nothing is fetched until there is space.");
            }

            return;
        }

        while (_running.Values.Count(r => r.Node == name) < line.Gate.Concurrency && _lease.IsDue(name))
        {
            var state = line.Gate.TryStart();
            if (state.Reason == GateReason.Probe)
            {
                Probe(line, stop);
            }

            if (!state.IsOpen)
            {
                return;
            }

            var isTrial = line.Gate.IsBreakerOpen;

            if (_lease.Take(name, line.Gate.Concurrency) is not { } row)
            {
                line.Gate.Withdraw();
                return;
            }

            _store.Reached("queue.taken");
            if (_running.ContainsKey(row.Id))
            {
                // Others took this process for dead and gave it back; it is still ours, and under way.
                line.Gate.Withdraw();
                return;
            }

            var own = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _running.Add(row.Id, new RunningRequest(name, own, Task.Run(() => _fetcher.FetchAsync(row, line, isTrial, own.Token), CancellationToken.None)));
        }
    }

    /// <summary>Asks an archive that was away whether it is there again.</summary>
    private static void Probe(NodeLine line, CancellationToken stop) =>
        _ = Task.Run(
            async () =>
            {
                var isUp = false;
                try
                {
                    var association = await Association.RequestAsync(line.Node, [EchoScu.Context], line.Secrets, stop).ConfigureAwait(false);
                    await using (association.ConfigureAwait(false))
                    {
                        isUp = (await EchoScu.EchoAsync(association, stop).ConfigureAwait(false)).Status.Class == StatusClass.Success;
                        await association.ReleaseAsync(stop).ConfigureAwait(false);
                    }
                }
                catch (Exception error) when (error is DeidException or OperationCanceledException)
                {
                    // Still away.
                }

                line.Gate.Probed(isUp);
            },
            CancellationToken.None);

    /// <summary>The archive as it is registered now; one that was registered anew begins anew.</summary>
    private NodeLine? Line(string name)
    {
        var line = _lines.GetValueOrDefault(name);
        if (_options.FindNode(name) is not { } node)
        {
            return null;
        }

        return line is not null && line.Node == node ? line : _lines[name] = new NodeLine(node, new NodeGate(node.Limits, _store.Clock), _options.Secrets(node));
    }

    private void Report()
    {
        if (_options.OnProgress is { } report && IsTime(ref _reported, _options.Interval))
        {
            report(_fetcher.Done, _fetcher.Done + _store.Catalog.Read(tx => tx.Number("select count(*) from request where state in ('Queued', 'Retrieving', 'Verifying', 'Waiting', 'Incomplete')")));
        }
    }

    private async Task ReapAsync(bool all)
    {
        foreach (var (id, running) in _running.ToArray())
        {
            if (all || running.Work.IsCompleted)
            {
                _running.Remove(id);
                await running.Work.ConfigureAwait(false);
                running.Stop.Dispose();
            }
        }
    }

    private sealed record RunningRequest(string Node, CancellationTokenSource Stop, Task Work);
}
