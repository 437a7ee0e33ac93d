using System.Collections.Concurrent;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Requests;

/// <summary>Takes what an archive sends when nobody waits for it any more: to the rest of its study, where that was requested a short time ago; else as something pushed. Nothing is lost.</summary>
/// <param name="ingest">Takes the objects.</param>
internal sealed class LateArrivals(StoreIngest ingest) : IInstanceSink
{
    private const int Most = 1000;

    private readonly ConcurrentDictionary<string, IngestOrigin> _recent = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>A study whose request has ended.</summary>
    public void Remember(string studyInstanceUid, IngestOrigin origin)
    {
        if (_recent.TryAdd(studyInstanceUid, origin))
        {
            _order.Enqueue(studyInstanceUid);
        }
        else
        {
            _recent[studyInstanceUid] = origin;
        }

        while (_order.Count > Most && _order.TryDequeue(out var oldest))
        {
            _recent.TryRemove(oldest, out _);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.ReadAhead()?.GetText(DicomTags.StudyInstanceUID) is { } study && _recent.TryGetValue(study, out var origin)
            ? Take(instance, origin, stop)
            : ingest.StoreAsync(instance, stop);
    }

    private ValueTask<StoreOutcome> Take(ReceivedInstance instance, IngestOrigin origin, CancellationToken stop)
    {
        using (instance)
        {
            return ValueTask.FromResult(ingest.TakeInTurn(origin, instance.ToString(), () => instance.OpenFile(DicomReadOptions.Inspect), stop).Answer);
        }
    }
}
