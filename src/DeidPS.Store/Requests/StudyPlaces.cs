using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Requests;

/// <summary>Where the studies of some requests are now: in the project, in its prearchive, or in the hands of an earlier request. What somebody has deleted, or is deleting, is nowhere.</summary>
internal sealed class StudyPlaces
{
    private readonly ILookup<(string Project, string StudyKey), Place> _entries;
    private readonly HashSet<(string Project, string StudyKey)> _sessions;
    private readonly Dictionary<string, RequestRecord> _firsts;

    private StudyPlaces(IEnumerable<Place> entries, IEnumerable<Place> sessions, IEnumerable<RequestRecord> firsts)
    {
        _entries = entries.ToLookup(e => (e.Project, e.StudyKey));
        _sessions = [.. sessions.Select(s => (s.Project, s.StudyKey))];
        _firsts = firsts.ToDictionary(r => r.Id, StringComparer.Ordinal);
    }

    /// <summary>Nothing is anywhere but what is given.</summary>
    public static StudyPlaces Of(params IEnumerable<RequestRecord> firsts) => new([], [], firsts);

    /// <summary>Looks for the studies of some requests.</summary>
    public static StudyPlaces Read(CatalogTransaction tx, IReadOnlyList<RequestRecord> rows)
    {
        List<string> studies = [.. rows.Select(r => r.StudyKey).OfType<string>().Distinct(StringComparer.Ordinal)];
        List<string> projects = [.. rows.Select(r => r.Project).Distinct(StringComparer.Ordinal)];
        var requests = new Conditions().AndIn("id", [.. rows.Where(IsDuplicate).Select(r => r.DuplicateOf).OfType<string>().Distinct(StringComparer.Ordinal)]);
        var places = new Conditions().AndIn("project", projects).AndIn("studykey", studies);
        return new StudyPlaces(
            tx.Query<Place>($"select id, project, studykey, instances, held, filtered from entry where state <> '{nameof(EntryState.Deleting)}'{places.Sql} order by received, id", places.Parameters),
            tx.Query<Place>($"select id, project, studykey from session where not exists (select 1 from operation where operation.session = session.id and kind = '{nameof(OperationKind.DeleteSession)}'){places.Sql}", places.Parameters),
            tx.Query<RequestRecord>($"select {RequestRecord.Columns} from request where 1 = 1{requests.Sql}", requests.Parameters));
    }

    /// <summary>What became of a request.</summary>
    public IngestionStatus StatusOf(RequestRecord row)
    {
        var first = IsDuplicate(row) && row.DuplicateOf is not null ? _firsts.GetValueOrDefault(row.DuplicateOf) : null;
        var (status, entry) = Judge(first ?? row);
        var counted = (first ?? row).ToRequest();
        return new IngestionStatus
        {
            Id = row.Id, Batch = row.Batch, Project = row.Project, Line = row.Line, Part = row.Part, Subject = row.Subject, Session = row.Session, Status = status, Reason = row.ReasonValue, DuplicateOf = IsDuplicate(row) ? row.DuplicateOf : null,
            Evidence = counted.Evidence, Expected = counted.Expected, Received = counted.Received, Filtered = counted.Excluded + counted.Filtered, Held = counted.Held, Attempts = counted.Attempts, LastError = counted.Message,
            NextTry = counted.NextTry, Entry = entry?.Id,
        };
    }

    private static bool IsDuplicate(RequestRecord row) => row is { StateValue: RequestState.Blocked, ReasonValue: RequestReason.Duplicate };

    private (IngestionState Status, Place? Entry) Judge(RequestRecord row)
    {
        var entry = EntryOf(row);
        return (row.StateValue, row.ReasonValue) switch
        {
            (RequestState.Planned, _) => (IngestionState.Planned, entry),
            (RequestState.Queued, _) => (IngestionState.Queued, entry),
            (RequestState.Waiting, _) => (IngestionState.Waiting, entry),
            (RequestState.Retrieving or RequestState.Verifying, _) => (IngestionState.Retrieving, entry),
            (RequestState.Incomplete, _) => (IngestionState.Incomplete, entry),
            (RequestState.Cancelled, _) => (IngestionState.Cancelled, entry),
            (RequestState.Blocked, RequestReason.NotFound) => (IngestionState.NotFound, null),
            (RequestState.Blocked, RequestReason.QueryFailed) => (IngestionState.Failed, null),

            // What it is a duplicate of is in no list: the study itself was there, or its plan was taken back.
            (RequestState.Blocked, RequestReason.Duplicate) => (Find(row, entry) ?? (row.DuplicateOf is null ? IngestionState.Removed : IngestionState.Blocked), entry),
            (RequestState.Blocked, _) => (IngestionState.Blocked, null),
            (RequestState.Failed, RequestReason.NoImages) => (IngestionState.NoImages, entry),
            (RequestState.Failed, RequestReason.Filtered) => (IngestionState.Filtered, entry),
            (RequestState.Failed, _) => (IngestionState.Failed, entry),
            _ => (Find(row, entry) ?? IngestionState.Removed, entry),
        };
    }

    /// <summary>The entry of the request where it is still there, else another of its study that came later or from elsewhere.</summary>
    private Place? EntryOf(RequestRecord row)
    {
        var entries = row.StudyKey is null ? [] : _entries[(row.Project, row.StudyKey)];
        return entries.FirstOrDefault(e => e.Id == row.Entry) ?? entries.FirstOrDefault();
    }

    private IngestionState? Find(RequestRecord row, Place? entry)
    {
        if (entry is not null)
        {
            return entry is { Instances: 0, Held: 0, Filtered: > 0 } ? IngestionState.Filtered : IngestionState.InPrearchive;
        }

        // What came in addition to an earlier request and was deleted from the prearchive is not in the project, although the study is.
        var isAdditionGone = !IsDuplicate(row) && row is { DuplicateOf: not null, Known: null };
        return row.StudyKey is not null && !isAdditionGone && _sessions.Contains((row.Project, row.StudyKey)) ? IngestionState.Archived : null;
    }

    private sealed class Place
    {
        public string Id { get; init; } = string.Empty;

        public string Project { get; init; } = string.Empty;

        public string StudyKey { get; init; } = string.Empty;

        public long Instances { get; init; }

        public long Held { get; init; }

        public long Filtered { get; init; }
    }
}
