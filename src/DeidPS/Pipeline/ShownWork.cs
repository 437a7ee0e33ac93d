using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace DeidPS;

/// <summary>Work that takes long, with its progress shown meanwhile. For the pipeline thread.</summary>
internal static class ShownWork
{
    /// <summary>Does the work on the pool.</summary>
    /// <param name="cmdlet">Whose work it is.</param>
    /// <param name="activity">What is done; no patient value.</param>
    /// <param name="work">The work; it tells the sink how far it is.</param>
    /// <param name="stop">Cancelled when the pipeline is stopped.</param>
    /// <returns>What the work gives. What it throws is thrown here.</returns>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public static T Run<T>(Cmdlet cmdlet, string activity, Func<PipelineSink, CancellationToken, T> work, CancellationToken stop)
    {
        var meter = new ProgressMeter(cmdlet, activity);
        T? result = default;
        Exception? failure;
        using (var run = new AsyncRun(
            (sink, token) =>
            {
                result = work(sink, token);
                return Task.CompletedTask;
            },
            stop))
        {
            failure = run.Drain(cmdlet, meter);
        }

        meter.Complete();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return result!;
    }
}
