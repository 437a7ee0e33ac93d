using System.Collections.Concurrent;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Requests;

/// <summary>Takes what an archive sends when nobody waits for it any more: to the rest of its study, where that was requested a short time ago; else as something pushed. Nothing is lost.</summary>
/// <param name="store">The store.</param>
/// <param name="key">The site's key.</param>
/// <param name="ingest">Takes the objects.</param>
internal sealed class LateArrivals(DeidStore store, DeidKey key, StoreIngest ingest) : IInstanceSink
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
        return instance.ReadAhead()?.GetText(DicomTags.StudyInstanceUID) is { } study && (_recent.GetValueOrDefault(study) ?? Requested(study)) is { } origin
            ? Take(instance, origin, stop)
            : ingest.StoreAsync(instance, stop);
    }

    /// <summary>Where the study belongs that a process asked for which is gone.</summary>
    private IngestOrigin? Requested(string study)
    {
        var rows = store.Catalog.Read(tx => tx.Query<RequestRecord>(
            $"select {RequestRecord.Columns} from request where studykey = @Study and state in ('Queued', 'Retrieving', 'Verifying', 'Waiting', 'Incomplete', 'Complete', 'PartialAccepted', 'Failed') order by started desc limit 1", new { Study = IngestKeys.OfStudy(key, study) }));
        return rows is [{ Started: not null } row]
            ? new IngestOrigin { Id = $"request {row.Id}, late", Source = IngestSource.Retrieval, Requester = row.Requester, Entry = row.Entry, Plan = new RoutingPlan(row.Project, row.Subject, row.Session), Missing = row.StateValue == RequestState.Complete ? 0 : 1 }
            : null;
    }

    private ValueTask<StoreOutcome> Take(ReceivedInstance instance, IngestOrigin origin, CancellationToken stop)
    {
        using (instance)
        {
            return ValueTask.FromResult(ingest.TakeInTurn(origin, instance.ToString(), () => instance.OpenFile(DicomReadOptions.Inspect), stop).Answer);
        }
    }
}
