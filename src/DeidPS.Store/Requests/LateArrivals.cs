using System.Collections.Concurrent;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Access;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Requests;

/// <summary>Takes what an archive sends when nobody waits for it any more: to the rest of its study, where somebody who may still import it requested that not long ago; else as something pushed. Nothing is lost.</summary>
/// <param name="store">The store.</param>
/// <param name="key">The site's key.</param>
/// <param name="ingest">Takes the objects.</param>
internal sealed class LateArrivals(DeidStore store, DeidKey key, StoreIngest ingest) : IInstanceSink
{
    private const int Most = 1000;

    /// <summary>An archive that sends later than this after the end of a request does not send for it.</summary>
    private static readonly TimeSpan s_latest = TimeSpan.FromDays(1);

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
        return instance.ReadAhead()?.GetText(DicomTags.StudyInstanceUID) is { } study && (_recent.GetValueOrDefault(study) ?? Requested(study)) is { } origin && MayImport(origin)
            ? Take(instance, origin, stop)
            : ingest.StoreAsync(instance, stop);
    }

    /// <summary>Where the study belongs that a process asked for which is gone. What its request said has to be known still.</summary>
    private IngestOrigin? Requested(string study)
    {
        var place = new { Study = IngestKeys.OfStudy(key, study), Since = store.Now - (long)s_latest.TotalMilliseconds };
        var (row, filter) = store.Catalog.Read(tx => tx.Query<RequestRecord>(
            $"select {RequestRecord.Columns} from request where studykey = @Study and started is not null and state not in ('Blocked', 'Cancelled') and (finished is null or finished >= @Since) order by started desc limit 1", place) is [var found]
            ? (found, RequestBook.FilterOf(tx, found))
            : default);
        return row is not null && RequestBook.OriginalsOf(store, row, key) is { } originals
            ? RequestAttempt.OriginOf(row, originals, filter, null) with { Id = $"request {row.Id}, late", Missing = row.StateValue == RequestState.Complete ? 0 : 1 }
            : null;
    }

    private bool MayImport(IngestOrigin origin) => store.Catalog.Read(tx => AccessControl.Allows(tx, origin.Importer(store), new AccessRequest { Action = StoreAction.Import, Project = origin.Plan!.Project }));

    private ValueTask<StoreOutcome> Take(ReceivedInstance instance, IngestOrigin origin, CancellationToken stop)
    {
        using (instance)
        {
            return ValueTask.FromResult(ingest.TakeInTurn(origin, instance.ToString(), () => instance.OpenFile(DicomReadOptions.Inspect), stop).Answer);
        }
    }
}
