using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Net;
using DeidPS.Store;
using DeidPS.Store.Ingest;

namespace DeidPS;

/// <summary>Takes what a receiver gets into a store.</summary>
/// <param name="receiving">The store's end.</param>
/// <param name="key">The site's key.</param>
internal sealed class StoreReceiverSink(StoreReceiving receiving, DeidKey key) : ReceiverSink(key)
{
    /// <summary>Told about every instance before the sender is answered; null for nobody.</summary>
    public Func<DicomReceipt, ValueTask>? OnReceipt { get; init; }

    /// <summary>Starts a receiver that takes what comes into a store.</summary>
    /// <param name="root">The store.</param>
    /// <param name="key">The site's key; null for the one the store's settings name.</param>
    /// <param name="options">How objects are taken.</param>
    /// <param name="settings">How to listen.</param>
    /// <param name="onReceipt">Told about every instance; null for nobody.</param>
    /// <param name="onEvent">Told what happens to associations.</param>
    public static DicomReceiver Start(string root, DeidKey? key, IngestOptions options, ListenerSettings settings, Func<DicomReceipt, ValueTask>? onReceipt, Action<ListenerEvent> onEvent)
    {
        var receiving = StoreReceiving.Open(
            root, store => new StorePolicies(new PolicyLibrary(ModuleFolders.Policies), key ??= StoreKey.Of(store) ?? throw StoreKey.Missing()), options);
        try
        {
            var sink = new StoreReceiverSink(receiving, key!) { OnReceipt = onReceipt };
            return DicomReceiver.Start(new DicomListener(settings, sink), sink, settings.AETitle, root, happened => sink.Take(happened, onEvent), receiving);
        }
        catch
        {
            receiving.Dispose();
            throw;
        }
    }

    public override async ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        var bytes = instance.Dataset.Length;
        DicomArrival? read = null;
        var taken = receiving.Ingest.Take(instance, header => read = Arrivals.Of(instance, header), stop);
        var arrival = read ?? Arrivals.Of(instance, null);
        Count(arrival, taken.Result.Status);
        if (OnReceipt is not null)
        {
            var receipt = AnonymisingSink.Receipt(instance, arrival, taken.Result, taken.Answer, bytes);

            // The sender waits until whoever reads the receipts has time for this one; when the receiver is closed it waits no longer.
            await OnReceipt(receipt with { ArrivalId = taken.Arrival ?? receipt.ArrivalId }).AsTask().WaitAsync(stop).ConfigureAwait(false);
        }

        return taken.Answer;
    }

    /// <summary>An association has ended: what it brought may be built.</summary>
    private void Take(ListenerEvent happened, Action<ListenerEvent> onEvent)
    {
        if (happened is { Kind: ListenerEventKind.Released or ListenerEventKind.Failed, Association: { } association })
        {
            receiving.Ingest.End(StoreIngest.OriginId(association));
        }

        onEvent(happened);
    }
}
