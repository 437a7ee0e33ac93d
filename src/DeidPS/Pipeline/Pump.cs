using System.Threading.Channels;

namespace DeidPS;

/// <summary>
/// Runs items on the thread pool and hands them back in the order they came, with a bounded number on the way. One thread posts and
/// takes; the workers are the pool's.
/// </summary>
/// <typeparam name="TItem">What a worker works on.</typeparam>
internal sealed class Pump<TItem> : IDisposable
{
    /// <summary>Items on the way per worker: enough that a large file does not leave the other workers idle.</summary>
    private const int ItemsPerWorker = 16;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_stopLimit = TimeSpan.FromMilliseconds(800);

    private readonly Action<TItem, WorkSink, CancellationToken> _work;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<Slot> _queue;
    private readonly Queue<Slot> _order = new();
    private readonly ManualResetEventSlim _arrived = new(initialState: false, spinCount: 0);
    private readonly CountdownEvent _running;
    private readonly int _capacity;
    private Slot? _awaited;

    /// <summary>Starts the workers.</summary>
    /// <param name="workers">Items worked on at once.</param>
    /// <param name="work">Does one item; what it throws becomes the item's error.</param>
    /// <param name="stop">Ends everything.</param>
    public Pump(int workers, Action<TItem, WorkSink, CancellationToken> work, CancellationToken stop)
    {
        _work = work;
        _capacity = workers * ItemsPerWorker;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _queue = Channel.CreateBounded<Slot>(new BoundedChannelOptions(_capacity) { SingleWriter = true });
        _running = new CountdownEvent(workers);
        for (var i = 0; i < workers; i++)
        {
            _ = Task.Run(RunAsync, CancellationToken.None);
        }
    }

    /// <summary>Items posted and not yet taken.</summary>
    public int Count => _order.Count;

    /// <summary>True when an item must be taken before the next can be posted.</summary>
    public bool IsFull => _order.Count >= _capacity;

    /// <summary>True when the next item can be taken without waiting.</summary>
    public bool IsReady => _order.TryPeek(out var slot) && slot.IsDone;

    /// <summary>Posts an item; <see cref="IsFull"/> must be false.</summary>
    public void Post(TItem item)
    {
        var slot = new Slot(item);
        if (!_queue.Writer.TryWrite(slot))
        {
            throw new InvalidOperationException("The pump is full.");
        }

        _order.Enqueue(slot);
    }

    /// <summary>Waits for the item posted first.</summary>
    /// <param name="onWait">Called about five times a second while waiting.</param>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public (TItem Item, WorkSink Sink) Take(Action onWait)
    {
        var slot = _order.Peek();
        while (!slot.IsDone)
        {
            if (IsFull)
            {
                // Waking for every item would cost more than a small item does: half the items in one go, or what a moment brings.
                Await(_order.ElementAt(_capacity / 2), s_moment);
            }

            if (!slot.IsDone && !Await(slot, s_tick))
            {
                onWait();
            }
        }

        _stop.Token.ThrowIfCancellationRequested();
        _order.Dequeue();
        return (slot.Item, slot.Sink);
    }

    /// <summary>Stops the workers and gives those in the middle of an item a moment to clean up.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _queue.Writer.TryComplete();
        if (_running.Wait(s_stopLimit))
        {
            // A worker that is still busy keeps these; the collector frees them after it.
            _running.Dispose();
            _arrived.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Sleeps until a worker has done an item; workers wake this thread for the awaited item only.</summary>
    private bool Await(Slot slot, TimeSpan limit)
    {
        _arrived.Reset();
        Volatile.Write(ref _awaited, slot);

        // Either this thread sees the item done, or the worker sees that it is awaited.
        Interlocked.MemoryBarrier();
        return slot.IsDone || _arrived.Wait(limit, _stop.Token);
    }

    private async Task RunAsync()
    {
        var stop = _stop.Token;
        try
        {
            await foreach (var slot in _queue.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                Run(slot, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped between two items.
        }
        finally
        {
            _running.Signal();
        }
    }

    private void Run(Slot slot, CancellationToken stop)
    {
        try
        {
            _work(slot.Item, slot.Sink, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The pipeline thread sees the token too and takes nothing more.
        }
        catch (Exception exception)
        {
            slot.Sink.Error(exception, slot.Item?.ToString());
        }

        slot.IsDone = true;
        Interlocked.MemoryBarrier();
        if (ReferenceEquals(slot, Volatile.Read(ref _awaited)))
        {
            _arrived.Set();
        }
    }

    private sealed class Slot(TItem item)
    {
        private volatile bool _isDone;

        public TItem Item => item;

        public WorkSink Sink { get; } = new();

        public bool IsDone
        {
            get => _isDone;
            set => _isDone = value;
        }
    }
}
