using DeidPS.Deid.Files;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>What the sinks of <c>Start-DicomReceiver</c> share: arrivals, counts, and what a result means to the sender.</summary>
/// <param name="key">The site's key; null for none.</param>
internal abstract class ReceiverSink(DeidKey? key) : IInstanceSink, IDisposable
{
    private readonly long[] _counts = new long[4];

    /// <summary>What came.</summary>
    public ArrivalBook Arrivals { get; } = new(key);

    /// <summary>Instances by status.</summary>
    public long this[AnonymiseStatus status] => Interlocked.Read(ref _counts[(int)status]);

    public abstract ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the header of an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="failed">The result when that cannot be done.</param>
    /// <param name="outcome">What is answered then.</param>
    /// <returns>The file, which owns the bytes; null when there is none.</returns>
    protected static DicomFile? Open(ReceivedInstance instance, ref AnonymiseResult failed, out StoreOutcome outcome)
    {
        outcome = default;
        try
        {
            return instance.OpenFile(DicomReadOptions.Inspect);
        }
        catch (DimseException error)
        {
            failed = failed with { Reason = AnonymiseReason.Damaged, ErrorId = error.ErrorId, Message = error.Message, RecommendedAction = error.RecommendedAction };
            outcome = new StoreOutcome(DimseStatus.DatasetMismatch, "another SOP class or instance than announced");
        }
        catch (DicomParseException error)
        {
            failed = failed with { Reason = AnonymiseReason.Damaged, ErrorId = error.ErrorId, Message = error.Message };
            outcome = new StoreOutcome(DimseStatus.CannotUnderstand, "no element can be read");
        }

        return null;
    }

    /// <summary>What an instance is called in results and reports: its arrival and its number. No value of the object.</summary>
    protected static string Name(DicomArrival arrival, ReceivedInstance instance) => FormattableString.Invariant($"{arrival.ArrivalId}/{instance.Ordinal}");

    protected void Count(DicomArrival arrival, AnonymiseStatus status)
    {
        Interlocked.Increment(ref _counts[(int)status]);
        arrival.Count(status);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
