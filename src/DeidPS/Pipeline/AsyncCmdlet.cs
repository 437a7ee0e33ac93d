using DeidPS.Dicom;

namespace DeidPS;

/// <summary>Base of cmdlets whose work is asynchronous, such as what goes over the network.</summary>
public abstract class AsyncCmdlet : DeidCmdlet
{
    private ProgressMeter? _meter;

    /// <summary>What the progress display calls this work; no patient value.</summary>
    protected abstract string Activity { get; }

    /// <summary>True for an error after which no further item can succeed: it ends the cmdlet. Other errors are about one item.</summary>
    /// <param name="exception">What the work threw.</param>
    protected virtual bool EndsCmdlet(DeidException exception) => false;

    /// <summary>
    /// Runs work on the thread pool while this thread, the pipeline's, writes what it says. A stop returns within a second even when the
    /// work hangs; the work then has 700 ms to close what it opened.
    /// </summary>
    /// <param name="work">What to do. An error it throws is reported as <see cref="EndsCmdlet"/> says.</param>
    /// <param name="target">What an error is about: a node, path or position; never a value.</param>
    /// <returns>True when the work ended without an error of its own.</returns>
    protected bool RunAsync(Func<PipelineSink, CancellationToken, Task> work, object? target = null)
    {
        _meter ??= new ProgressMeter(this, Activity);
        Exception? failure;
        using (var run = new AsyncRun(work, StopToken))
        {
            failure = run.Drain(this, _meter);
        }

        if (failure is DeidException ours && EndsCmdlet(ours))
        {
            EndWithError(ours, target);
        }
        else if (failure is not null)
        {
            ReportError(failure, target);
        }

        return failure is null;
    }

    /// <summary>Ends the progress display; an override calls the base last.</summary>
    protected override void OnEnd() => _meter?.Complete();
}
