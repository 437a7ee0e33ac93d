using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>
/// Takes requests out of the queue, each for one process at a time: a request belongs to its process while that lives, and goes back when it is dead. Lower priority numbers first; within one,
/// requesters take turns, so that a long list of one does not keep others waiting.
/// </summary>
/// <param name="store">The store, in the name of the service.</param>
internal sealed class QueueLease(DeidStore store)
{
    private const string Active = "('Retrieving', 'Verifying')";

    /// <summary>What arrives is told apart by its study: one that is being fetched for another project comes later.</summary>
    private const string NotUnderWay = "studykey not in (select a.studykey from request a where a.process > '' and a.studykey is not null)";

    /// <summary>Processes that may die while they have a request, until it is taken for the cause.</summary>
    private const int MostRecoveries = 5;

    /// <summary>Told of a request that may not be fetched any more, and why; null for nobody.</summary>
    public Action<string, RequestReason>? OnRefused { get; init; }

    /// <summary>Archives that something waits for, whether due or not.</summary>
    public IReadOnlyList<string> Nodes() => store.Catalog.Read(tx => tx.Query<string>("select distinct node from request where state in ('Queued', 'Waiting', 'Incomplete', 'Retrieving', 'Verifying')"));

    /// <summary>True when an archive is left alone.</summary>
    public bool IsHalted(string node) => store.Catalog.Read(tx => IsHalted(tx, node));

    /// <summary>True when something is due.</summary>
    public bool IsDue(string node) => store.Catalog.Read(tx => tx.Number(
        "select (select count(*) from (select 1 from request where node = @node and state = 'Queued' limit 1) as q) + (select count(*) from (select 1 from request where node = @node and state in ('Waiting', 'Incomplete') and nexttry <= @Now limit 1) as w)",
        new { node, store.Now })) > 0;

    /// <summary>Takes the next request of an archive.</summary>
    /// <param name="node">Name of the archive.</param>
    /// <param name="limit">Requests at once, of all processes together.</param>
    /// <returns>The request, with this attempt counted; null when there is none, or as many as may be are under way.</returns>
    public RequestRecord? Take(string node, int limit) => store.Write(tx =>
    {
        while (true)
        {
            if (IsHalted(tx, node) || tx.Number($"select count(*) from request where node = @node and state in {Active}", new { node }) >= limit || Next(tx, node) is not { } row)
            {
                return null;
            }

            if (Refusal(tx, row) is { } reason)
            {
                Refuse(tx, row, reason);
                continue;
            }

            store.Process.Register(tx);
            var taken = row with { Attempts = row.Attempts + 1, Started = row.Started ?? store.Now, Process = store.Process.Id };
            tx.Execute("update request set state = 'Retrieving', reason = @Reason, process = @Process, attempts = @Attempts, started = @Started, nexttry = null where id = @Id", new { taken.Id, taken.Process, taken.Attempts, taken.Started, Reason = row.ReasonValue == RequestReason.Delta ? row.Reason : null });
            tx.Execute("update queueturn set served = 1 + (select max(served) from queueturn where node = @node) where node = @node and requester = @Requester", new { node, row.Requester });
            return taken;
        }
    });

    /// <summary>Gives back requests that this process has by the catalogue and does not fetch: their end could not be written down.</summary>
    /// <param name="running">Ids of those that it fetches.</param>
    public void GiveBack(IReadOnlySet<string> running) => store.Catalog.Write(tx =>
    {
        foreach (var id in tx.Query<string>("select id from request where process = @Process", new { Process = store.Process.Id }).Where(id => !running.Contains(id)))
        {
            GiveBack(tx, id, store.Now);
        }
    });

    /// <summary>A request that is not fetched any more waits for its turn again, or is over when somebody took it back; the attempt does not count.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="id">The request.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <param name="known">What is there of it; null for what was written down before.</param>
    /// <param name="hasDied">True when its process died while it had the request.</param>
    public static void GiveBack(CatalogTransaction tx, string id, long now, string? known = null, bool hasDied = false)
    {
        if (!IsOver(tx, id, now))
        {
            tx.Execute(
                "update request set state = 'Queued', process = null, attempts = attempts - 1, known = coalesce(@known, known), recoveries = recoveries + @Died where id = @id", new { id, known, Died = hasDied ? 1 : 0 });
        }
    }

    /// <summary>True when somebody took back a request that was being fetched; it is over then.</summary>
    public static bool IsOver(CatalogTransaction tx, string id, long now)
    {
        if (tx.Number("select iscancelled from request where id = @id", new { id }) == 0)
        {
            return false;
        }

        RequestBook.MarkCancelled(tx, id, now);
        return true;
    }

    /// <summary>Ids of requests of this process that somebody took back.</summary>
    public IReadOnlyList<string> Cancelled() => store.Catalog.Read(tx => tx.Query<string>("select id from request where process = @Process and iscancelled = 1", new { Process = store.Process.Id }));

    /// <summary>Gives back what dead processes had.</summary>
    public static void Recover(CatalogTransaction tx, long now)
    {
        foreach (var id in tx.Query<string>("select id from request where process > '' and not exists (select 1 from process where process.id = request.process)"))
        {
            GiveBack(tx, id, now, hasDied: true);
        }

        tx.Execute("delete from queueworker where not exists (select 1 from process where process.id = queueworker.process)");
    }

    private static bool IsHalted(CatalogTransaction tx, string node) => tx.Number("select count(*) from queuehalt where node in (@node, @EveryNode)", new { node, QueueBook.EveryNode }) > 0;

    /// <summary>The best of what each requester waits for, and of what is due again.</summary>
    private RequestRecord? Next(CatalogTransaction tx, string node)
    {
        var turns = tx.Query<Turn>("select requester, served from queueturn where node = @node", new { node });
        var candidates = turns.SelectMany(turn => tx.Query<RequestRecord>(
            $"select {RequestRecord.Columns} from request where node = @node and state = 'Queued' and requester = @Requester and {NotUnderWay} order by priority, batch, line, part limit 1", new { node, turn.Requester }));
        var due = new[] { "Waiting", "Incomplete" }.SelectMany(state => tx.Query<RequestRecord>(
            $"select {RequestRecord.Columns} from request where node = @node and state = @state and nexttry <= @Now and {NotUnderWay} order by nexttry limit 1", new { node, state, store.Now }));
        return candidates.Concat(due).OrderBy(r => r.Priority).ThenBy(r => turns.FirstOrDefault(t => t.Requester == r.Requester)?.Served ?? 0).ThenBy(r => r.Batch, StringComparer.Ordinal).ThenBy(r => r.Line).ThenBy(r => r.Part).FirstOrDefault();
    }

    /// <summary>Rights and clearance count when the work begins, too.</summary>
    private RequestReason? Refusal(CatalogTransaction tx, RequestRecord row) =>
        tx.Number("select count(*) from project where id = @Project and state = 'Active'", row) == 0 || !AccessControl.Allows(tx, new StoreCaller(row.Requester), new AccessRequest { Action = StoreAction.Import, Project = row.Project }) ? RequestReason.AccessLost
        : RequestClearance.IsBlocked(tx, row, store.Now) ? RequestReason.AwaitingClearance
        : row.Recoveries >= MostRecoveries ? RequestReason.StoreFailed
        : null;

    private void Refuse(CatalogTransaction tx, RequestRecord row, RequestReason reason)
    {
        var isFailed = reason != RequestReason.AwaitingClearance;
        tx.Execute(
            "update request set state = @State, reason = @Reason, error = @Error, nexttry = null, finished = @Finished where id = @Id",
            new
            {
                row.Id, State = isFailed ? nameof(RequestState.Failed) : nameof(RequestState.Planned), Reason = reason.ToString(), Finished = isFailed ? store.Now : (long?)null,
                Error = reason == RequestReason.StoreFailed ? $"{MostRecoveries} processes died while they fetched it." : null,
            });
        store.Record(tx, new AuditEvent { Action = "RefuseRequest", Project = row.Project, Item = row.Id, Result = "Failed" }.With("reason", reason));
        OnRefused?.Invoke(row.Id, reason);
    }

    private sealed class Turn
    {
        public string Requester { get; init; } = string.Empty;

        public long Served { get; init; }
    }
}
