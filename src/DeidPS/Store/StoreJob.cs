using System.Management.Automation;

namespace DeidPS;

/// <summary>Work with a store in the background. Stopping ends it where it may be ended; what was not done is then as it was.</summary>
/// <param name="command">What was typed, for the list of jobs.</param>
/// <param name="work">What to do.</param>
internal sealed class StoreJob(string command, Func<IJobOutput, CancellationToken, Task> work) : Job(command), IJobOutput
{
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private string _status = string.Empty;

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count + Error.Count + Warning.Count + Verbose.Count > 0;

    /// <inheritdoc/>
    public override string Location => Environment.MachineName;

    /// <inheritdoc/>
    public override string StatusMessage => Volatile.Read(ref _status);

    /// <summary>Begins.</summary>
    public void Start()
    {
        PSJobTypeName = "DeidPSJob";
        SetJobState(JobState.Running);
        var stop = _stop.Token;
        _work = Task.Run(() => RunAsync(stop), CancellationToken.None);
    }

    /// <inheritdoc/>
    public override void StopJob()
    {
        _stop.Cancel();
        _work.Wait();
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(object value)
    {
        Output.Add(PSObject.AsPSObject(value));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ErrorAsync(Exception error, object? target)
    {
        Error.Add(ErrorRecords.From(error, target));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask VerboseAsync(string text)
    {
        Verbose.Add(new VerboseRecord(text));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Warn(string text) => Warning.Add(new WarningRecord(text));

    /// <inheritdoc/>
    void IJobOutput.Progress(long done, long total) => Volatile.Write(ref _status, FormattableString.Invariant($"{done} of {total}"));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        var state = JobState.Completed;
        try
        {
            await work(this, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            state = JobState.Stopped;
        }
        catch (Exception error)
        {
            // Whatever it is: a job that stays running for ever is waited for in vain.
            Error.Add(ErrorRecords.From(error, null));
            state = JobState.Failed;
        }

        SetJobState(state);
    }
}
