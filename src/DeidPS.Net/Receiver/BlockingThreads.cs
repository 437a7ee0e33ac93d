using System.Runtime.CompilerServices;

namespace DeidPS.Net;

/// <summary>
/// Threads for work that waits for a disk or a connection. On the shared pool such work would keep others from their turn, and a pool has hardly
/// more threads than there are processors. There are as many as there is work at once, and idle ones end by themselves.
/// </summary>
internal sealed class BlockingThreads
{
    private static readonly TimeSpan s_idleLimit = TimeSpan.FromSeconds(10);

    private readonly object _lock = new();
    private readonly Queue<Action> _queue = new();
    private int _idle;

    /// <summary>
    /// Moves the method that awaits it to one of the threads, unless it is on one already. It stays there until it has to wait for something that
    /// ends on the pool.
    /// </summary>
    public Entry EnterAsync() => new(this);

    private void Queue(Action work)
    {
        lock (_lock)
        {
            _queue.Enqueue(work);
            if (_idle >= _queue.Count)
            {
                Monitor.Pulse(_lock);
                return;
            }
        }

        new Thread(Serve) { IsBackground = true, Name = "DeidPS network" }.UnsafeStart();
    }

    private void Serve()
    {
        while (Next() is { } work)
        {
            work();
        }
    }

    private Action? Next()
    {
        lock (_lock)
        {
            Action? work;
            while (!_queue.TryDequeue(out work))
            {
                _idle++;
                var isCalled = Monitor.Wait(_lock, s_idleLimit);
                _idle--;
                if (!isCalled && _queue.Count == 0)
                {
                    return null;
                }
            }

            return work;
        }
    }

    /// <summary>What is awaited. The continuation never throws: it is the rest of an async method.</summary>
    /// <param name="threads">Where the method goes on.</param>
    public readonly struct Entry(BlockingThreads threads) : ICriticalNotifyCompletion
    {
        /// <summary>True on any thread that is not the pool's: whoever owns it may wait.</summary>
        public bool IsCompleted => !Thread.CurrentThread.IsThreadPoolThread;

        public Entry GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => threads.Queue(continuation);

        public void UnsafeOnCompleted(Action continuation) => threads.Queue(continuation);
    }
}
