using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Operations;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Ingest;

/// <summary>A store while something is received into it: takes objects in the name of the service, builds entries to which nothing comes any more, archives what projects want archived without a person, and takes over what other processes left when they died.</summary>
public sealed class StoreReceiving : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(10);

    private readonly DeidStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _working;
    private readonly PrearchiveBook _book;
    private readonly AutoArchiver _archiver;
    private readonly OptOutBook _optOut;
    private readonly TimeSpan _recovery;
    private long _recovered;

    private StoreReceiving(DeidStore store, StorePolicies policies, IngestOptions options)
    {
        _store = store;
        _book = new PrearchiveBook(store);
        _archiver = new AutoArchiver(store, policies);
        _optOut = new OptOutBook(store);
        _recovery = TimeSpan.FromSeconds(options.RecoverySeconds);
        _recovered = Environment.TickCount64;
        Ingest = new StoreIngest(store, policies, options);
        _working = Task.Run(WorkAsync);
    }

    /// <summary>Takes the objects.</summary>
    public StoreIngest Ingest { get; }

    /// <summary>The store, in the name of the service.</summary>
    internal DeidStore Store => _store;

    /// <summary>Opens a store to receive into it.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="policies">Makes policies and key for it.</param>
    /// <param name="options">How objects are taken.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <exception cref="StoreException">StoreItemNotFound, StoreUnusable.</exception>
    /// <exception cref="Deid.Policies.PolicyException">The site's policy or the key cannot be used.</exception>
    public static StoreReceiving Open(string root, Func<DeidStore, StorePolicies> policies, IngestOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(options);
        var store = DeidStore.Open(root, StoreCaller.Current.AsSystem(), clock);
        try
        {
            return new StoreReceiving(store, policies(store), options);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Ends the building, writes down what was received, and closes the store.</summary>
    public void Dispose()
    {
        _stop.Cancel();

        // Building and archiving look at the token between two objects.
        Task.WaitAny([_working], s_endLimit);
        Ingest.Dispose();
        _store.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                Try(Recover);
                Try(_optOut.RemoveExpired);
                Try(() => _book.BuildIdle(_stop.Token));
                Try(() => _archiver.Run(_stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
        {
            // The catalogue or the disk is away for a moment; it is done at a later turn.
        }
    }

    /// <summary>What a receiver leaves that was killed is not to wait until somebody opens the store: its studies count as arrived like others.</summary>
    private void Recover()
    {
        if (Environment.TickCount64 - _recovered >= _recovery.TotalMilliseconds)
        {
            _recovered = Environment.TickCount64;
            new StoreRecovery(_store).Run();
        }
    }
}
