using System.Management.Automation;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;
using DeidPS.Store;

namespace DeidPS;

/// <summary>
/// Base of cmdlets that work with a store, in the name of the account they run under. The store is opened with the first piece of work, off
/// the pipeline's thread: a catalogue that does not answer never holds up a stop.
/// </summary>
public abstract class StoreCmdlet : AsyncCmdlet
{
    internal const string StoreVariable = "DEIDPS_STORE";

    /// <summary>How long a stopped cmdlet waits for its store to be closed.</summary>
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromMilliseconds(200);

    private Task _work = Task.CompletedTask;
    private DeidStore? _store;
    private string _root = string.Empty;
    private bool _isOpen;

    /// <summary>Folder of the store; by default the one that the environment variable DEIDPS_STORE names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Store { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Working with the store";

    /// <summary>Without a store, or without its catalogue, no item can succeed; other errors are about one item.</summary>
    protected override bool EndsCmdlet(DeidException exception) => !_isOpen || exception is PolicyException || exception.ErrorId == StoreException.StoreUnusable;

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        var folder = Store ?? Environment.GetEnvironmentVariable(StoreVariable);
        if (string.IsNullOrEmpty(folder))
        {
            throw new StoreException(StoreException.StoreItemNotFound, "No store is named.", $"Give -Store, or set the environment variable {StoreVariable}.");
        }

        _root = UnresolvedPath(folder);
    }

    /// <summary>Does something with the store, off the pipeline's thread.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="target">What an error is about: an entry, a project or a label.</param>
    /// <returns>True when it ended without an error.</returns>
    private protected bool WithStore(Func<DeidStore, PipelineSink, CancellationToken, Task> work, object? target = null) => RunAsync(
        (sink, stop) =>
        {
            var task = Task.Run(
                async () =>
                {
                    stop.ThrowIfCancellationRequested();
                    var store = _store ??= Open();
                    _isOpen = true;
                    await work(store, sink, stop).ConfigureAwait(false);
                },
                CancellationToken.None);
            _work = task;
            return task;
        },
        target);

    /// <summary>Puts out what the work gives, one by one.</summary>
    private protected bool WriteFromStore<T>(Func<DeidStore, IEnumerable<T>> work, object? target = null)
        where T : notnull => WithStore(
        async (store, sink, stop) =>
        {
            foreach (var item in work(store))
            {
                stop.ThrowIfCancellationRequested();
                await sink.WriteAsync(item).ConfigureAwait(false);
            }
        },
        target);

    /// <summary>Puts out the one thing the work gives.</summary>
    private protected bool WriteOneFromStore<T>(Func<DeidStore, CancellationToken, T> work, object? target = null)
        where T : notnull => WithStore(async (store, sink, stop) => await sink.WriteAsync(work(store, stop)).ConfigureAwait(false), target);

    /// <summary>Works in the background, and puts out the job at once.</summary>
    private protected void StartJob(Func<IJobOutput, CancellationToken, Task> work)
    {
        var job = new StoreJob(MyInvocation.Line.Trim(), work);
        JobRepository.Add(job);
        job.Start();
        WriteObject(job);
    }

    /// <summary>What a parameter says where it was given, else what is there already.</summary>
    private protected T Given<T>(string name, T value, T before) => MyInvocation.BoundParameters.ContainsKey(name) ? value : before;

    /// <summary>Closes the store; an override calls the base last.</summary>
    protected override void OnEnd()
    {
        if (_store is not null)
        {
            RunAsync((_, _) => CloseAsync());
        }

        base.OnEnd();
    }

    /// <summary>Closes the store after a stop or an error. What is still under way ends first, in the background: nothing is cut off in the middle.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Task.WaitAny([CloseAsync()], s_closeLimit);
        }

        base.Dispose(disposing);
    }

    /// <summary>Full path of the store's folder.</summary>
    private protected string Root => _root;

    /// <summary>Opens the store once more, for the caller to close.</summary>
    private protected DeidStore Open()
    {
        var store = DeidStore.Open(_root);
        store.Library = new PolicyLibrary(ModuleFolders.Policies);
        return store;
    }

    /// <summary>The store is about to be closed, and nothing is under way any more; may be called more than once.</summary>
    private protected virtual void OnClosing()
    {
    }

    private Task CloseAsync() => Task.Run(async () =>
    {
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            OnClosing();
            Interlocked.Exchange(ref _store, null)?.Dispose();
        }
        catch (DeidException)
        {
            // The catalogue is gone; the next one who opens the store appends what is missing in the audit files.
        }
    });
}
