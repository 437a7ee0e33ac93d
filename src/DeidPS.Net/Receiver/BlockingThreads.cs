namespace DeidPS.Net;

/// <summary>
/// Threads for work that waits for a disk. On the shared pool such work would keep the associations that only need a moment from their turn, and a
/// pool has hardly more threads than there are processors. There are as many as there is work at once, and idle ones end by themselves.
/// </summary>
internal sealed class BlockingThreads : TaskScheduler
{
    private static readonly TimeSpan s_idleLimit = TimeSpan.FromSeconds(10);

    private readonly object _lock = new();
    private readonly Queue<Task> _queue = new();
    private int _idle;

    /// <summary>Runs work on one of the threads up to its first await.</summary>
    /// <returns>What the work returns; fails as it does.</returns>
    public Task<T> RunAsync<T>(Func<ValueTask<T>> work) => Task.Factory.StartNew(() => work().AsTask(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            _queue.Enqueue(task);
            if (_idle >= _queue.Count)
            {
                Monitor.Pulse(_lock);
                return;
            }
        }

        new Thread(Serve) { IsBackground = true, Name = "DeidPS receiver" }.Start();
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
        {
            return [.. _queue];
        }
    }

    private void Serve()
    {
        while (Next() is { } task)
        {
            TryExecuteTask(task);
        }
    }

    private Task? Next()
    {
        lock (_lock)
        {
            Task? task;
            while (!_queue.TryDequeue(out task))
            {
                _idle++;
                var isCalled = Monitor.Wait(_lock, s_idleLimit);
                _idle--;
                if (!isCalled && _queue.Count == 0)
                {
                    return null;
                }
            }

            return task;
        }
    }
}
