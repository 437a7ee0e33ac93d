namespace DeidPS.Store.Ingest;

/// <summary>Rights to work on an object, so that no more are in memory at once than there are workers. Thread safe.</summary>
/// <param name="workers">Objects worked on at once.</param>
public sealed class WorkTurns(int workers) : IDisposable
{
    private readonly SemaphoreSlim _free = new(workers);

    /// <summary>Waits for a turn, on the caller's thread: it is one that may wait.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public Turn Take(CancellationToken stop)
    {
        _free.Wait(stop);
        return new Turn(_free);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    /// <summary>A turn, given back once: at its end, or earlier, when only the disk is waited for. The disk takes many at once in the time of one.</summary>
    public sealed class Turn : IDisposable
    {
        private readonly SemaphoreSlim _free;
        private int _isOver;

        internal Turn(SemaphoreSlim free) => _free = free;

        /// <summary>Gives it back.</summary>
        public void End()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                _free.Release();
            }
        }

        /// <inheritdoc/>
        public void Dispose() => End();
    }
}
