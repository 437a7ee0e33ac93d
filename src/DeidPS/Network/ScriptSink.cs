using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Ingest;

namespace DeidPS;

/// <summary>
/// Gives what a receiver takes to a script block, one object after the other, on the pipeline thread; senders wait for their turn. Success is
/// answered only when the block ended without an error and somebody took the object or discarded it by name.
/// </summary>
/// <param name="block">The script block; its first argument is the object.</param>
/// <param name="output">Where the pipeline thread gets its work, once it has begun.</param>
internal sealed class ScriptSink(ScriptBlock block, Task<PipelineSink> output) : ReceiverSink(null)
{
    private static readonly StoreOutcome s_failed = new(DimseStatus.ProcessingFailure, "the script block failed");
    private static readonly StoreOutcome s_notTaken = new(DimseStatus.ProcessingFailure, "the script block did not take it");

    public override async ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        var failed = new AnonymiseResult { Source = instance.ToString(), Status = AnonymiseStatus.Failed };
        if (Open(instance, ref failed, out var refusal) is not { } file)
        {
            instance.Dispose();
            Count(Arrivals.Of(instance, null), AnonymiseStatus.Failed);
            return refusal;
        }

        var arrival = Arrivals.Of(instance, file.Dataset);
        using var received = new DicomReceivedObject(instance, arrival, Name(arrival, instance), file);
        var decided = new TaskCompletionSource<StoreOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = await output.WaitAsync(stop).ConfigureAwait(false);
        await sink.CallAsync(cmdlet => Run(cmdlet, received, decided)).AsTask().WaitAsync(stop).ConfigureAwait(false);
        var outcome = await decided.Task.WaitAsync(stop).ConfigureAwait(false);
        var isSuccess = outcome.Status == DimseStatus.Success;
        Count(arrival, !isSuccess ? AnonymiseStatus.Failed : received.IsDiscarded ? AnonymiseStatus.Skipped : received.Result?.Status ?? AnonymiseStatus.Written);
        sink.Progress(Enum.GetValues<AnonymiseStatus>().Sum(s => this[s]));
        return outcome;
    }

    private static StoreOutcome Decide(DicomReceivedObject received) =>
        received.IsDiscarded ? StoreOutcome.Success
        : received.Result is { } result ? SenderAnswer.Of(result, refusesRejected: true)
        : received.IsTaken ? StoreOutcome.Success
        : s_notTaken;

    private static DeidException Failure(RuntimeException error, string name) =>
        error.ErrorRecord?.Exception as DeidException ?? error.InnerException as DeidException
        ?? new ScriptBlockException(name, (error.InnerException ?? error.ErrorRecord?.Exception ?? error).GetType().Name, error.ErrorRecord?.InvocationInfo?.ScriptLineNumber ?? 0);

    private void Run(Cmdlet cmdlet, DicomReceivedObject received, TaskCompletionSource<StoreOutcome> decided)
    {
        if (received.IsGone)
        {
            // The receiver was closed while it waited for its turn.
            return;
        }

        var outcome = s_failed;
        try
        {
            foreach (var result in Invoke(received))
            {
                cmdlet.WriteObject(result);
            }

            outcome = Decide(received);
            if (outcome == s_notTaken)
            {
                cmdlet.WriteError(ErrorRecords.From(new ScriptBlockException(received.Name, "not taken", 0), received.Name));
            }
        }
        catch (RuntimeException error) when (error is not PipelineStoppedException)
        {
            outcome = received.Result is { Status: AnonymiseStatus.Failed or AnonymiseStatus.Quarantined } result ? SenderAnswer.Of(result, refusesRejected: true) : s_failed;
            outcome = outcome.Status == DimseStatus.Success ? s_failed : outcome;
            cmdlet.WriteError(ErrorRecords.From(Failure(error, received.Name), received.Name));
        }
        finally
        {
            decided.TrySetResult(outcome);
        }
    }

    /// <summary>Every error within the block ends it, unless the block says otherwise: what is only reported would else pass for success.</summary>
    private Collection<PSObject> Invoke(DicomReceivedObject received) =>
        block.InvokeWithContext((IDictionary?)null, [new PSVariable("ErrorActionPreference", ActionPreference.Stop)], received);
}
