using DeidPS.Store.Access;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Ingest;

/// <summary>A store while something is received into it: takes objects in the name of the service, and builds entries to which nothing comes any more.</summary>
public sealed class StoreReceiving : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(10);

    private readonly DeidStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _building;

    private StoreReceiving(DeidStore store, StoreIngest ingest)
    {
        _store = store;
        Ingest = ingest;
        _building = Task.Run(BuildAsync);
    }

    /// <summary>Takes the objects.</summary>
    public StoreIngest Ingest { get; }

    /// <summary>Opens a store to receive into it.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="policies">Makes policies and key for it.</param>
    /// <param name="options">How objects are taken.</param>
    /// <exception cref="StoreException">StoreItemNotFound, StoreUnusable.</exception>
    /// <exception cref="Deid.Policies.PolicyException">The site's policy or the key cannot be used.</exception>
    public static StoreReceiving Open(string root, Func<DeidStore, StorePolicies> policies, IngestOptions options)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(options);
        var store = DeidStore.Open(root, StoreCaller.Current.AsSystem());
        try
        {
            return new StoreReceiving(store, new StoreIngest(store, policies(store), options));
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

        // A build looks at its token between two objects.
        Task.WaitAny([_building], s_endLimit);
        Ingest.Dispose();
        _store.Dispose();
        _stop.Dispose();
    }

    private async Task BuildAsync()
    {
        var book = new PrearchiveBook(_store);
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                Build(book);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private void Build(PrearchiveBook book)
    {
        try
        {
            book.BuildIdle(_stop.Token);
        }
        catch (Exception error) when (error is StoreException or IOException or UnauthorizedAccessException)
        {
            // The catalogue or the disk is away for a moment; the entry is built at a later turn.
        }
    }
}
