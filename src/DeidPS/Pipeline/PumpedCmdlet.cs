using System.Management.Automation;

namespace DeidPS;

/// <summary>
/// Base of cmdlets that work on many files at once. Workers run on the thread pool; results come out in the order of the inputs; only the
/// pipeline thread writes or asks.
/// </summary>
/// <typeparam name="TItem">One piece of work. Its <c>ToString</c> is the target of an error the work did not handle: a path.</typeparam>
public abstract class PumpedCmdlet<TItem> : PathCmdlet
{
    private const int MaximumDefault = 8;

    private Pump<TItem>? _pump;
    private ProgressMeter? _progress;
    private long _done;

    /// <summary>Files worked on at the same time, 1 to 64. Default: the number of processors, at most 8.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = Math.Min(Environment.ProcessorCount, MaximumDefault);

    /// <summary>What the progress display calls this work.</summary>
    protected abstract string Activity { get; }

    /// <summary>Makes work of a file, on the pipeline thread: the place for ShouldProcess and for names that must not depend on the order of the workers.</summary>
    protected abstract TItem Prepare(InputFile file);

    /// <summary>Does the work, on a pool thread. What it throws becomes the item's error.</summary>
    /// <param name="item">What <see cref="Prepare"/> made.</param>
    /// <param name="sink">Takes results, errors and messages.</param>
    /// <param name="stop">Cancelled when the pipeline is stopped: the work has 800 ms to remove what it left half done.</param>
    protected abstract void Work(TItem item, WorkSink sink, CancellationToken stop);

    /// <summary>Called on the pipeline thread, in input order, after an item's results were written.</summary>
    protected virtual void OnFinished(TItem item)
    {
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var file in InputFiles())
        {
            Post(Prepare(file));
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        while (_pump is { Count: > 0 })
        {
            WriteNext();
        }

        _progress?.Complete();
    }

    /// <summary>Queues one piece of work; writes results that are ready, and waits when too many are on the way.</summary>
    protected void Post(TItem item)
    {
        _pump ??= new Pump<TItem>(ThrottleLimit, Work, StopToken);
        _progress ??= new ProgressMeter(this, Activity);
        while (_pump.IsFull || _pump.IsReady)
        {
            WriteNext();
        }

        _pump.Post(item);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _pump?.Dispose();
        base.Dispose(disposing);
    }

    private void WriteNext()
    {
        var (item, sink) = _pump!.Take(() => _progress!.Report(_done, Total));
        sink.WriteTo(this);
        OnFinished(item);
        _progress!.Report(++_done, Total);
    }
}
