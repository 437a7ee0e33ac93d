using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Projects;

namespace DeidPS;

/// <summary>Entries that are moved into projects in the background, one after the other. Stopping ends it between two instances; the entry then is as it was.</summary>
internal sealed class MoveJob : Job
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<DeidStore> _open;
    private readonly Func<DeidStore, StorePolicies> _policies;
    private readonly IReadOnlyList<(string Id, ArchiveRequest Request, bool IsTrial)> _items;
    private Task _work = Task.CompletedTask;
    private int _done;

    /// <summary>Creates the job; it does nothing yet.</summary>
    /// <param name="command">What was typed, for the list of jobs.</param>
    /// <param name="open">Opens the store.</param>
    /// <param name="policies">Policies and key.</param>
    /// <param name="items">What to move, how, and whether it is only to be tried.</param>
    public MoveJob(string command, Func<DeidStore> open, Func<DeidStore, StorePolicies> policies, IReadOnlyList<(string Id, ArchiveRequest Request, bool IsTrial)> items)
        : base(command)
    {
        (_open, _policies, _items) = (open, policies, items);
        PSJobTypeName = "DeidPSJob";
    }

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count + Error.Count > 0;

    /// <inheritdoc/>
    public override string Location => Environment.MachineName;

    /// <inheritdoc/>
    public override string StatusMessage => FormattableString.Invariant($"{Volatile.Read(ref _done)} of {_items.Count}");

    /// <summary>Begins.</summary>
    public void Start()
    {
        SetJobState(JobState.Running);
        var stop = _stop.Token;
        _work = Task.Run(() => Run(stop), CancellationToken.None);
    }

    /// <inheritdoc/>
    public override void StopJob()
    {
        _stop.Cancel();
        _work.Wait();
    }

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

    private void Run(CancellationToken stop)
    {
        var state = JobState.Completed;
        try
        {
            using var store = _open();
            var archiver = new Archiver(store, _policies(store));
            foreach (var (id, request, isTrial) in _items)
            {
                stop.ThrowIfCancellationRequested();
                try
                {
                    Output.Add(PSObject.AsPSObject(isTrial ? archiver.Preview(id, request, stop) : archiver.Archive(id, request, stop)));
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // About one entry: the others go on.
                    Error.Add(ErrorRecords.From(error, id));
                }

                Interlocked.Increment(ref _done);
            }
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
