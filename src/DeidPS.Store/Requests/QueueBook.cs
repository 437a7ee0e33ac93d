using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Requests;

/// <summary>The queue of requests as a whole: who works on it, which archives are left alone, how far it is; in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class QueueBook(DeidStore store)
{
    /// <summary>Stands for every archive.</summary>
    public const string EveryNode = "*";

    /// <summary>The queue of each archive that anything was requested from.</summary>
    public IReadOnlyList<QueueStatus> Status() => store.Read(tx =>
    {
        Demand(tx, manages: false);
        var counts = tx.Query<Count>("select node, state, count(*) as number, sum(duration) as duration from request where exists (select 1 from requestbatch where requestbatch.id = request.batch and iscomplete = 1) group by node, state");
        var halts = tx.Query<Halt>("select node, message, since, setby from queuehalt").ToDictionary(h => h.Node, StringComparer.Ordinal);
        var workers = Workers(tx);
        return counts.Select(c => c.Node).Concat(halts.Keys.Where(n => n != EveryNode)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(node =>
        {
            long Of(params RequestState[] states) => counts.Where(c => c.Node == node && states.Contains(Enum.Parse<RequestState>(c.State))).Sum(c => c.Number);
            var halt = halts.GetValueOrDefault(node) ?? halts.GetValueOrDefault(EveryNode);
            var done = counts.Where(c => c.Node == node && c.State == nameof(RequestState.Complete)).ToList();
            var next = tx.Number("select min(nexttry) from request where node = @node and state in ('Waiting', 'Incomplete')", new { node });
            return new QueueStatus
            {
                Node = node, State = halt is not null ? QueueState.Suspended : workers == 0 ? QueueState.NoWorker : QueueState.Running, Message = halt?.Message, SuspendedBy = halt?.SetBy, Suspended = halt is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(halt.Since), Workers = workers,
                Planned = Of(RequestState.Planned), Queued = Of(RequestState.Queued), Active = Of(RequestState.Retrieving, RequestState.Verifying), Waiting = Of(RequestState.Waiting, RequestState.Incomplete),
                Complete = Of(RequestState.Complete, RequestState.PartialAccepted), Failed = Of(RequestState.Failed), Blocked = Of(RequestState.Blocked), Cancelled = Of(RequestState.Cancelled),
                NextTry = next > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(next) : null, SecondsPerStudy = done.Sum(c => c.Number) is var number and > 0 ? done.Sum(c => c.Duration) / 1000.0 / number : null,
            };
        }).ToList();
    });

    /// <summary>Nothing more is asked of an archive, or of any, until it is taken back; what is under way ends.</summary>
    /// <param name="node">Name of the archive, or <see cref="EveryNode"/>.</param>
    /// <param name="message">Why; null for nothing.</param>
    /// <param name="registered">Names of archives that count beside those that something was requested from; null for none.</param>
    /// <returns>The archive as requests name it.</returns>
    /// <exception cref="StoreException">AccessDenied for all but administrators and data managers; StoreItemNotFound: there is no such archive.</exception>
    public string Suspend(string node, string? message, IEnumerable<string>? registered = null) => store.Write(tx =>
    {
        Demand(tx, manages: true);
        var name = NameOf(tx, node, registered);
        Leave(tx, store, name, message);
        return name;
    });

    /// <summary>An archive is asked again.</summary>
    /// <param name="node">Name of the archive, or <see cref="EveryNode"/>.</param>
    /// <param name="registered">Names of archives that count beside those that something was requested from; null for none.</param>
    /// <returns>The archive as requests name it.</returns>
    /// <exception cref="StoreException">AccessDenied for all but administrators and data managers; StoreItemNotFound: there is no such archive; StateConflict: one alone, while all are left alone.</exception>
    public string Resume(string node, IEnumerable<string>? registered = null) => store.Write(tx =>
    {
        Demand(tx, manages: true);
        var name = NameOf(tx, node, registered);
        if (name != EveryNode && tx.Number("select count(*) from queuehalt where node = @EveryNode", new { EveryNode }) > 0)
        {
            throw new StoreException(StoreException.StateConflict, $"All archives are suspended; '{name}' is not asked again alone.", "Resume-DeidQueue without a name has all asked again but those that were suspended alone; resume or suspend single ones then.");
        }

        if (tx.Execute("delete from queuehalt where upper(node) = upper(@name)", new { name }) > 0)
        {
            store.Record(tx, new AuditEvent { Action = "ResumeQueue", Item = name });
        }

        return name;
    });

    /// <summary>Asks everybody who works on the queue to end: what is under way is cancelled at the archive and waits again.</summary>
    /// <returns>How many were asked.</returns>
    /// <exception cref="StoreException">AccessDenied for all but administrators and data managers.</exception>
    public int Stop() => store.Write(tx =>
    {
        Demand(tx, manages: true);
        var number = tx.Execute("update queueworker set isstopping = 1 where exists (select 1 from process where process.id = queueworker.process)");
        store.Record(tx, new AuditEvent { Action = "StopQueue" }.With("workers", number));
        return number;
    });

    /// <summary>How many work on the queue.</summary>
    public int Workers() => store.Read(Workers);

    /// <summary>An archive is left alone from now on.</summary>
    internal static void Leave(CatalogTransaction tx, DeidStore store, string node, string? message)
    {
        tx.Execute(
            "insert into queuehalt (node, message, since, setby) values (@node, @message, @Now, @Identity) on conflict (node) do update set message = @message, since = @Now, setby = @Identity",
            new { node, message, store.Now, store.Caller.Identity });
        store.Record(tx, new AuditEvent { Action = "SuspendQueue", Item = node, Reason = message });
    }

    /// <summary>Names are the same in upper and lower case; what requests call an archive counts, and what it is registered as only where they call it nothing.</summary>
    private static string NameOf(CatalogTransaction tx, string node, IEnumerable<string>? registered) => node == EveryNode
        ? node
        : tx.Query<string>("select distinct node from request").OrderBy(n => n != node).Concat(tx.Query<string>("select node from queuehalt")).Concat(registered ?? []).FirstOrDefault(n => string.Equals(n, node, StringComparison.OrdinalIgnoreCase))
            ?? throw new StoreException(StoreException.StoreItemNotFound, $"There is no archive '{node}' that anything was requested from.", "Get-DeidQueue lists those there are, Get-DicomNode those that are registered.");

    private static int Workers(CatalogTransaction tx) => (int)tx.Number("select count(*) from queueworker where exists (select 1 from process where process.id = queueworker.process)");

    /// <summary>Who may import anywhere may see how far the queue is; who manages the site may stop it.</summary>
    private void Demand(CatalogTransaction tx, bool manages)
    {
        var roles = AccessControl.SiteRoles(tx, store.Caller.Identity);
        if (roles.Contains(SiteRole.Administrator) || roles.Contains(SiteRole.DataManager) || (!manages && roles.Contains(SiteRole.DqrUser)))
        {
            return;
        }

        store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
    }

    private sealed class Count
    {
        public string Node { get; init; } = string.Empty;

        public string State { get; init; } = string.Empty;

        public long Number { get; init; }

        public long Duration { get; init; }
    }

    private sealed class Halt
    {
        public string Node { get; init; } = string.Empty;

        public string? Message { get; init; }

        public long Since { get; init; }

        public string SetBy { get; init; } = string.Empty;
    }
}
