using System.Text;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Lookup;
using DeidPS.Store.Operations;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Projects;

/// <summary>The archived sessions of a store, in the name of its caller.</summary>
/// <param name="store">The store.</param>
public sealed class SessionBook(DeidStore store)
{
    /// <summary>Sessions of a project, its own and those shared into it, by subject and label; read as they come.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="filter">Which; null for all.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied.</exception>
    public IEnumerable<DeidSession> List(string project, SessionFilter? filter = null)
    {
        var id = store.Read(tx =>
        {
            var found = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
            store.Demand(tx, new AccessRequest { Action = StoreAction.ReadSessions, Project = found });
            return found;
        });
        filter ??= new SessionFilter();
        var parameters = new { Project = id, filter.Subject, Folded = filter.Session is null ? null : ProjectBook.Fold(filter.Session), Modality = $"%,{filter.Modality},%", From = filter.From?.ToUnixTimeMilliseconds(), To = filter.To?.ToUnixTimeMilliseconds(), store.Now };
        var age = new PolicyAge(store);
        var own = new SessionQuery(store.Catalog.Kind, id, filter).Rows(store.Catalog).Select(row => Show(row, id, row.Label, age));
        return own.Concat(Shared(filter, parameters, id, age));
    }

    /// <summary>A session of a project by label.</summary>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied.</exception>
    public DeidSession Get(string project, string session) => List(project, new SessionFilter { Session = session }).FirstOrDefault() ?? throw Missing(project, session);

    /// <summary>Locks a session against every change, or unlocks it.</summary>
    public DeidSession SetLock(string project, string session, bool isLocked) => Change(project, session, StoreAction.EditSession, isLocked ? "LockSession" : "UnlockSession", null, "islocked = @Value", isLocked ? 1L : 0L);

    /// <summary>Quarantines a session, or releases it.</summary>
    /// <param name="project">Its project.</param>
    /// <param name="session">Its label.</param>
    /// <param name="isQuarantined">True to quarantine.</param>
    /// <param name="reason">Why; recorded.</param>
    public DeidSession SetQuarantine(string project, string session, bool isQuarantined, string? reason) =>
        Change(project, session, StoreAction.ReleaseSession, isQuarantined ? "QuarantineSession" : "ReleaseSession", reason, "state = @Value", isQuarantined ? nameof(SessionState.Quarantined) : nameof(SessionState.Active));

    /// <summary>Deletes a session: shares become tombstones, then files, then what was held back of it, then records.</summary>
    /// <param name="project">Its project.</param>
    /// <param name="session">Its label.</param>
    /// <param name="everywhere">True to delete it although it is shared.</param>
    /// <param name="reason">Why; recorded.</param>
    /// <returns>What was deleted.</returns>
    public DeletionCount Remove(string project, string session, bool everywhere, string? reason)
    {
        store.Process.Register();
        DeletionCount? count = null;
        var operation = store.Write(tx =>
        {
            var row = Own(tx, project, session, StoreAction.DeleteSession);
            count = DeletionCount.Of(tx, row);
            return BeginRemove(tx, row, everywhere, reason);
        });
        store.Reached("delete.begun");
        FinishRemove(operation);
        return count!;
    }

    /// <summary>Carries a deletion to its end; also after a kill.</summary>
    internal void FinishRemove(OperationRow operation)
    {
        StoreFolders.Remove(store.Layout, operation.Source!, operation.Work);
        store.Reached("delete.removed");
        store.Catalog.Write(tx =>
        {
            OperationJournal.End(tx, store, operation);
            HeldOriginals.Remove(tx, store, operation);
            var subject = tx.Find<string>("select subject from session where id = @Session", operation);
            tx.Execute("delete from sessionseries where session = @Session", operation);
            LookupBook.EraseSession(tx, operation.Session!);
            RequestBook.EraseSession(tx, operation.Session!);
            tx.Execute("delete from session where id = @Session", operation);
            tx.Execute("delete from subject where id = @subject and not exists (select 1 from session where session.subject = @subject)", new { subject });
        });
        store.Reached("delete.done");
        StoreFolders.Delete(store.Layout, operation.Work);
    }

    /// <summary>Begins to delete a session: what is shared becomes a tombstone at once.</summary>
    internal OperationRow BeginRemove(CatalogTransaction tx, SessionRow row, bool everywhere, string? reason)
    {
        RequireFree(row);
        if (!everywhere)
        {
            ShareBook.RequireUnshared(tx, store, row);
        }

        var operation = OperationJournal.Begin(tx, store, new OperationRow { Kind = nameof(OperationKind.DeleteSession), Project = row.Project, Session = row.Id, Source = row.Folder });
        tx.Execute("update session set operation = @Id where id = @Session", operation);
        var tombstones = ShareBook.Bury(tx, store, row.Id);
        store.Record(tx, new AuditEvent { Action = "RemoveSession", Project = row.Project, Item = row.Id, Reason = reason }.With("subject", row.Subject).With("session", row.Label).With("instances", row.Instances).With("tombstones", tombstones));
        return operation;
    }

    /// <summary>A session of the project itself; one that is shared into it cannot be changed from there.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="session">The label.</param>
    /// <param name="action">What is to be done: who may not do it in the project does not hear what is in it.</param>
    private SessionRow Own(CatalogTransaction tx, string project, string session, StoreAction action)
    {
        var request = new AccessRequest { Action = action, Project = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project) };
        store.Demand(tx, request);
        return Find(tx, store, request, session);
    }

    /// <summary>A session of the project that a request is for. Nobody changes through a share.</summary>
    internal static SessionRow Find(CatalogTransaction tx, DeidStore store, AccessRequest request, string session)
    {
        if (SessionRow.Find(tx, request.Project!, session) is { } row)
        {
            return row;
        }

        if (ShareBook.IsShared(tx, store, request.Project!, session))
        {
            throw new AccessDeniedException(request, $"Session '{session}' is only shared into project '{request.Project}': it is read-only there.", "Ask an owner of the project that it belongs to.");
        }

        throw Missing(request.Project!, session);
    }

    /// <summary>Refuses a session that is locked or that somebody is working on.</summary>
    internal static void RequireFree(SessionRow row)
    {
        if (row.Operation is not null)
        {
            throw Busy(row);
        }

        if (row.IsLocked == 1)
        {
            throw new StoreException(StoreException.StateConflict, $"Session '{row.Label}' of project '{row.Project}' is locked.", "Unlock-DeidSession.");
        }
    }

    internal static StoreException Busy(SessionRow row) => new(StoreException.StoreBusy, $"Somebody is working on session '{row.Label}' of project '{row.Project}'.", "Try again when that has ended.");

    private IEnumerable<DeidSession> Shared(SessionFilter filter, object parameters, string project, PolicyAge age) =>
        store.Catalog.Stream<SessionRow>(
            SessionRow.SharedStatement("h.project = @Project and h.state = 'Active' and (h.until is null or h.until > @Now) and s.state = 'Active'" + Condition(filter) + " order by u.label, h.label"),
            parameters).Select(row => Show(row, project, row.SharedLabel!, age));

    private static string Condition(SessionFilter filter)
    {
        var sql = new StringBuilder();
        sql.Append(filter.Subject is null ? string.Empty : " and u.label = @Subject");
        sql.Append(filter.Session is null ? string.Empty : " and h.folded = @Folded");
        sql.Append(filter.Modality is null ? string.Empty : " and ',' || s.modalities || ',' like @Modality");
        sql.Append(filter.From is null ? string.Empty : " and s.archived >= @From");
        sql.Append(filter.To is null ? string.Empty : " and s.archived <= @To");
        return sql.ToString();
    }

    private DeidSession Change(string project, string session, StoreAction action, string name, string? reason, string assignment, object value)
    {
        var changed = store.Write(tx =>
        {
            var row = Own(tx, project, session, action);
            ProjectBook.RequireActive(new ProjectBook(store).Load(tx, row.Project)!);
            if (row.Operation is not null)
            {
                RequireFree(row);
            }

            tx.Execute($"update session set {assignment} where id = @Id", new { row.Id, Value = value });
            store.Record(tx, new AuditEvent { Action = name, Project = row.Project, Item = row.Id, Reason = reason }.With("session", row.Label));
            return SessionRow.Find(tx, row.Id)!;
        });
        return Show(changed, changed.Project, changed.Label, new PolicyAge(store));
    }

    private DeidSession Show(SessionRow row, string project, string label, PolicyAge age) => new()
    {
        Id = row.Id, Project = project, Subject = row.Subject, Session = label, State = Enum.Parse<SessionState>(row.State), IsLocked = row.IsLocked == 1,
        PolicyStale = age.IsStale(row), SharedFrom = row.Project == project ? null : row.Project, SharedLabel = row.Project == project ? null : row.Label,
        Modalities = row.Modalities.Split(',', StringSplitOptions.RemoveEmptyEntries), Series = row.Series, Instances = row.Instances, Bytes = row.Bytes, StudyDate = row.StudyDate, Evidence = Enum.Parse<ArrivalEvidence>(row.Evidence),
        Policies = row.Policies.Split(',', StringSplitOptions.RemoveEmptyEntries), Archived = DateTimeOffset.FromUnixTimeMilliseconds(row.Archived), ArchivedBy = row.ArchivedBy, Folder = store.Layout.Full(row.Folder),
    };

    private static StoreException Missing(string project, string session) => new(StoreException.StoreItemNotFound, $"There is no session '{session}' in project '{project}'.", "Get-DeidSession lists those there are.");
}
