using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Lookup;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>Requests of a store (workflow section 6.4), in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class RequestBook(DeidStore store)
{
    /// <summary>Requests of projects whose prearchive the caller may see, and the caller's own, in the order of imports and lines; read as they come.</summary>
    /// <exception cref="StoreException">StoreItemNotFound: there is no such project for the caller.</exception>
    public IEnumerable<DeidRequest> List(RequestFilter? filter = null) => Rows(filter ?? new RequestFilter()).Select(row => row.ToRequest());

    /// <summary>Requests with what their studies are called at the source; recorded with its reason before anything is given out.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isBreakGlass">True when an administrator breaks the glass.</param>
    /// <exception cref="StoreException">AccessDenied for all but data managers, and administrators who break the glass; StoreValueInvalid without a reason; StoreItemNotFound.</exception>
    /// <exception cref="Deid.Policies.PolicyException">MapConflict: a row is damaged.</exception>
    public IEnumerable<DeidRequest> ListOriginals(RequestFilter filter, DeidKey key, string reason, bool isBreakGlass = false) => RowsToOpen(filter, key, reason, isBreakGlass).Select(row => WithOriginals(row, key));

    /// <summary>A request of the caller's list, with what became of each of its series.</summary>
    public DeidRequest WithSeries(DeidRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with
        {
            Series = store.Catalog.Read(tx => tx.Query<RequestSeries>("select position + 1 as position, modality, expected, received, excluded, excludedby from requestseries where request = @Id order by position", new { request.Id })),
        };
    }

    /// <summary>A request.</summary>
    /// <exception cref="StoreException">StoreItemNotFound: there is none that the caller may see.</exception>
    public DeidRequest Get(string id) => List(new RequestFilter { Ids = [id] }).FirstOrDefault() ?? throw Missing(id);

    /// <summary>Lets a planned request wait for its turn; so does the one it is a duplicate of. One that is on its way stays as it is.</summary>
    /// <exception cref="StoreException">StoreItemNotFound; AccessDenied without the right to import; StateConflict: it is blocked, or nobody says that the patient may be used.</exception>
    public DeidRequest Start(string id) => store.Write(tx =>
    {
        var row = Load(tx, id);
        DemandImport(tx, row);
        var first = row is { StateValue: RequestState.Blocked, ReasonValue: RequestReason.Duplicate, DuplicateOf: { } other } && Find(tx, other) is { } found ? found : row;
        if (first.StateValue is RequestState.Planned)
        {
            // Two lists that were planned at the same time knew nothing of each other.
            if (new PlanJudge(store, first.Project).JudgeStart(tx, first) is { } verdict)
            {
                verdict.Write(tx, store.Now);
            }
            else
            {
                Queue(tx, first);
            }
        }

        return Load(tx, id).ToRequest();
    });

    /// <summary>Tries a request again that failed, waits or was taken for another study, at once and with all its attempts.</summary>
    /// <param name="id">The request.</param>
    /// <param name="acceptsReview">True to take the study that was found another way than asked for.</param>
    /// <exception cref="StoreException">StoreItemNotFound; AccessDenied; StateConflict: trying again would not help.</exception>
    public DeidRequest Retry(string id, bool acceptsReview = false) => store.Write(tx =>
    {
        var row = Load(tx, id);
        DemandImport(tx, row);
        var mayRetry = row.StateValue is RequestState.Failed or RequestState.Waiting or RequestState.Incomplete or RequestState.Cancelled or RequestState.PartialAccepted || (acceptsReview && row.ReasonValue == RequestReason.NeedsReview);
        if (!mayRetry || row.Sealed is null || row.StudyKey is null)
        {
            throw new StoreException(
                StoreException.StateConflict,
                $"Request {id} cannot be tried again: it is {row.State}{(row.Reason is null ? string.Empty : $" ({row.Reason})")}.",
                row.ReasonValue == RequestReason.NeedsReview ? "Look at the study, then use -AcceptReview." : "Plan it anew with Import-DeidRequest.");
        }

        if (row.Subject is null || row.Session is null)
        {
            throw new StoreException(StoreException.StateConflict, $"Request {id} has no labels.", "Give Subject and Session in the list, and plan it anew with Import-DeidRequest.");
        }

        if (new PlanJudge(store, row.Project).JudgeStart(tx, row) is { } verdict)
        {
            throw verdict.Reason == RequestReason.Duplicate
                ? new StoreException(StoreException.StateConflict, $"The study of request {id} is in the project, or comes with {(verdict.DuplicateOf is null ? "what is there" : $"request {verdict.DuplicateOf}")}.", "Nothing; or plan it anew with Import-DeidRequest -Refetch.")
                : new StoreException(StoreException.StateConflict, $"The labels of request {id} are taken ({verdict.Conflicts}).", "Give it others in the list, and plan it anew with Import-DeidRequest.");
        }

        tx.Execute("update request set attempts = 0, tries = 0, checks = 0, iscancelled = 0, finished = null, nexttry = null where id = @id", new { id });
        Queue(tx, row with { State = nameof(RequestState.Planned) });
        return Load(tx, id).ToRequest();
    });

    /// <summary>Takes a request back: it is not fetched, or no further, and what its study is called is erased. What arrived stays in the prearchive.</summary>
    /// <exception cref="StoreException">StoreItemNotFound; AccessDenied; StateConflict: it is complete.</exception>
    public DeidRequest Cancel(string id) => store.Write(tx =>
    {
        var row = Load(tx, id);
        DemandImport(tx, row);
        if (row.StateValue is RequestState.Complete or RequestState.PartialAccepted)
        {
            throw new StoreException(StoreException.StateConflict, $"Request {id} is complete.", "Remove its entry with Remove-DeidPrearchive, or its session with Remove-DeidSession.");
        }

        store.Record(tx, new AuditEvent { Action = "CancelRequest", Project = row.Project, Item = id });
        if (row.Process is not null)
        {
            // Whoever fetches it looks at this, and ends.
            tx.Execute("update request set iscancelled = 1 where id = @id", new { id });
            return Load(tx, id).ToRequest();
        }

        MarkCancelled(tx, id, store.Now);
        return Load(tx, id).ToRequest();
    });

    /// <summary>The request that nobody works on any more is over.</summary>
    internal static void MarkCancelled(CatalogTransaction tx, string id, long now)
    {
        EraseOriginals(tx, "id = @id", new { id });
        tx.Execute("update request set state = 'Cancelled', reason = null, wasqueued = 0, process = null, nexttry = null, finished = @now where id = @id", new { id, now });
    }

    /// <summary>Erases what studies are called; lines and states stay.</summary>
    internal static void EraseOriginals(CatalogTransaction tx, string condition, object parameters)
    {
        SealedText.Erase(tx, $"select id from request where {condition}", parameters);
        tx.Execute($"update request set sealed = null where {condition}", parameters);
    }

    /// <summary>A project is gone: so is what was requested for it.</summary>
    internal static void Forget(CatalogTransaction tx, string project)
    {
        SealedText.Erase(tx, "select id from request where project = @project", new { project });
        tx.Execute("delete from requestseries where request in (select id from request where project = @project)", new { project });
        tx.Execute("delete from request where project = @project", new { project });
        tx.Execute("delete from requestbatch where project = @project", new { project });
    }

    /// <summary>A session is about to go: what its study was called goes with it.</summary>
    internal static void EraseSession(CatalogTransaction tx, string session)
    {
        // What was fetched for one project may have been moved to another before it was archived: then nothing of it is where it was asked for.
        const string OfSession =
            """
            studykey = (select studykey from session where id = @session) and (project = (select project from session where id = @session) or (state in ('Complete', 'PartialAccepted')
                and not exists (select 1 from session s where s.project = request.project and s.studykey = request.studykey) and not exists (select 1 from entry e where e.project = request.project and e.studykey = request.studykey)))
            """;
        EraseOriginals(tx, OfSession, new { session });
        tx.Execute($"update request set known = null where {OfSession}", new { session });
    }

    /// <summary>A project wants nothing that leads back to patients: what its requests asked for is erased where it is not needed any more.</summary>
    internal static void EraseEnded(CatalogTransaction tx, string project) =>
        EraseOriginals(tx, "project = @project and process is null and (state in ('Complete', 'PartialAccepted') or (state = 'Blocked' and reason <> 'NeedsReview'))", new { project });

    /// <summary>An entry is deleted: what came with it is not there any more, and would be fetched again. What its study was called goes with it, unless it is still being fetched or may be tried again.</summary>
    internal static void ForgetEntry(CatalogTransaction tx, string entry)
    {
        EraseOriginals(tx, "entry = @entry and process is null and state in ('Complete', 'PartialAccepted')", new { entry });
        tx.Execute("update request set entry = null, known = null where entry = @entry and process is null", new { entry });
    }

    /// <summary>A session was replaced by what an entry has: what earlier requests brought is not there any more.</summary>
    internal static void ForgetReplaced(CatalogTransaction tx, string project, EntryRow entry) =>
        tx.Execute("update request set known = null where project = @project and studykey = @StudyKey and coalesce(entry, '') <> @Id and process is null", new { project, entry.StudyKey, entry.Id });

    /// <summary>An entry was archived although instances are missing: nobody asks for them any more.</summary>
    internal static void AcceptPartial(CatalogTransaction tx, string entry, long now)
    {
        var place = new { entry, now };
        tx.Execute("update request set state = 'PartialAccepted', nexttry = null, finished = coalesce(finished, @now) where entry = @entry and process is null and state in ('Failed', 'Incomplete', 'Waiting', 'Queued') and coalesce(reason, '') <> 'Growing'", place);
        foreach (var project in tx.Query<string>("select distinct project from request where entry = @entry and state = 'PartialAccepted'", place).Where(p => !LookupBook.IsKept(tx, p)))
        {
            EraseOriginals(tx, "entry = @entry and project = @project and state = 'PartialAccepted'", new { entry, project });
        }
    }

    /// <summary>Rows as the catalogue keeps them, of projects that the caller may see.</summary>
    internal IEnumerable<RequestRecord> Rows(RequestFilter filter)
    {
        if (filter.Project is { } name)
        {
            filter = filter with { Project = store.Read(tx => ProjectBook.Find(tx, name) ?? throw ProjectBook.Missing(name)) };
        }

        var sight = new EntrySight(store.Catalog, store.Caller);
        return new RequestQuery(filter).Rows(store.Catalog).Where(row => sight.AllowsProject(row.Project) || row.Requester == store.Caller.Identity);
    }

    /// <summary>Rows whose originals the caller is about to see: recorded, and refused to others than data managers.</summary>
    internal IEnumerable<RequestRecord> RowsToOpen(RequestFilter filter, DeidKey key, string reason, bool isBreakGlass)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "Looking up who somebody is needs a reason.", "Give -Reason.");
        }

        store.CheckKey(key);
        store.Write(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.SeeIdentifiers, IsBreakGlass = isBreakGlass });
            store.Record(tx, new AuditEvent { Action = isBreakGlass ? "BreakGlass" : "ReadRequestOriginals", Project = filter.Project is null ? null : ProjectBook.Find(tx, filter.Project), Item = filter.Batch, Reason = reason });
        });
        return Rows(filter);
    }

    /// <summary>Which series and instances an import wants; null for what the project and the site want.</summary>
    internal static SeriesFilter? FilterOf(CatalogTransaction tx, RequestRecord row) => tx.Find<string>("select filter from requestbatch where id = @Batch", row) is { } json ? SeriesFilter.Parse(json) : null;

    /// <summary>What a request asks for; null when it was erased.</summary>
    internal static RequestOriginals? OriginalsOf(DeidStore store, RequestRecord row, DeidKey key)
    {
        if (row.Sealed is null || store.Catalog.Read(tx => tx.Find<string>("select wrapped from lookupkey where id = @Id", row)) is not { } wrapped)
        {
            return null;
        }

        var text = SealedText.Open(key, row.Id, wrapped, row.Sealed);
        var originals = RequestOriginals.Parse(text);
        Array.Clear(text);
        return originals;
    }

    private DeidRequest WithOriginals(RequestRecord row, DeidKey key) => OriginalsOf(store, row, key) is { } originals
        ? row.ToRequest() with
        {
            PatientID = originals.PatientId, AccessionNumber = originals.Accession, StudyDate = originals.StudyDate, StudyID = originals.StudyId, StudyInstanceUID = originals.StudyUid, StudyDescription = originals.StudyDescription,
        }
        : row.ToRequest();

    private static StoreException Missing(string id) => new(StoreException.StoreItemNotFound, $"There is no request '{id}' that you may see.", "Get-DeidRequest lists the requests there are for you.");

    private static RequestRecord? Find(CatalogTransaction tx, string id) =>
        tx.Find<RequestRecord>($"select {RequestRecord.Columns} from request where id = @id and exists (select 1 from requestbatch where requestbatch.id = request.batch and iscomplete = 1)", new { id });

    private static RequestRecord Load(CatalogTransaction tx, string id) => Find(tx, id) ?? throw Missing(id);

    private void DemandImport(CatalogTransaction tx, RequestRecord row) => store.Demand(tx, new AccessRequest { Action = StoreAction.Import, Project = row.Project });

    private void Queue(CatalogTransaction tx, RequestRecord row)
    {
        OptOutBook.RequireCleared(tx, store, $"Request {row.Id}", row.Project, row.PatientKey!);
        tx.Execute(
            "update request set state = 'Queued', reason = @Reason, wasqueued = 1, requester = @Identity, finished = null where id = @Id",
            new { row.Id, store.Caller.Identity, Reason = row.ReasonValue == RequestReason.Delta ? row.Reason : null });
        tx.Execute("insert into queueturn (node, requester, served) values (@Node, @Identity, 0) on conflict (node, requester) do nothing", new { row.Node, store.Caller.Identity });
        store.Record(tx, new AuditEvent { Action = "QueueRequest", Project = row.Project, Item = row.Id });
    }
}
