using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>
/// Sessions that are seen in projects to which they do not belong (workflow section 13): a row, no copy. They are read there and never changed. Their files
/// carry the labels and keys of the project that they belong to, so who reads both projects can tell which subjects are the same.
/// </summary>
/// <param name="store">The store, in the name of its caller.</param>
public sealed class ShareBook(DeidStore store)
{
    /// <summary>In force at the parameter Now; the table is called share.</summary>
    private const string InForce = "share.state = 'Active' and (share.until is null or share.until > @Now)";

    /// <summary>Makes a session visible in another project; one that is shared there already gets the new label and end.</summary>
    /// <param name="project">Its project by id or alias.</param>
    /// <param name="session">Its label.</param>
    /// <param name="to">The other project by id or alias.</param>
    /// <param name="label">Its label there; null for the same.</param>
    /// <param name="until">Until when; null for no end.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied; StateConflict when the session is quarantined, its policy changed or the label is taken there; StoreBusy; StoreValueInvalid.</exception>
    public DeidShare Share(string project, string session, string to, string? label = null, DateTimeOffset? until = null)
    {
        var age = PolicyAge.Of(store, project);
        return store.Write(tx => Share(tx, age, Between(tx, StoreAction.Share, project, to), session, label, until));
    }

    /// <summary>Ends a share, or takes a tombstone away.</summary>
    /// <param name="project">The project that the session belongs to, by id or alias.</param>
    /// <param name="label">The label in the other project.</param>
    /// <param name="to">The other project by id or alias.</param>
    /// <param name="reason">Why; recorded.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied.</exception>
    public DeidShare Unshare(string project, string label, string to, string? reason = null) => store.Write(tx =>
    {
        var request = Between(tx, StoreAction.Unshare, project, to, withDeleted: true);
        Demand(tx, store, request);
        var key = new { request.Project, To = request.OtherProject, Folded = ProjectBook.Fold(label), store.Now };
        var id = tx.Find<string>("select session from share where owner = @Project and project = @To and folded = @Folded and state <> 'Ended'", key)
            ?? throw new StoreException(StoreException.StoreItemNotFound, $"No session of project '{request.Project}' is shared into project '{request.OtherProject}' as '{label}'.", "Get-DeidShare lists those that are.");
        tx.Execute("update share set state = 'Ended', ended = @Now where session = @id and project = @To", new { id, key.To, key.Now });
        store.Reached("unshare.written");
        store.Record(tx, new AuditEvent { Action = "Unshare", Project = request.Project, Item = id, Reason = reason }.With("from", request.OtherProject).With("label", label));
        return Load(tx, id, request.OtherProject!);
    });

    /// <summary>Shares out of a project and into it, also those that have ended, by the time at which they were made.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied.</exception>
    public IReadOnlyList<DeidShare> List(string project) => store.Read(tx =>
    {
        var id = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
        store.Demand(tx, new AccessRequest { Action = StoreAction.ReadSessions, Project = id });
        return (IReadOnlyList<DeidShare>)[.. tx.Query<ShareRow>(ShareRow.Select + "h.owner = @id or h.project = @id order by h.created, h.session, h.project", new { id }).Select(r => r.ToShare(store.Now))];
    });

    /// <summary>Shares of all projects that the caller may read, at either end, by the time at which they were made.</summary>
    public IReadOnlyList<DeidShare> List() => store.Read(tx =>
    {
        var readable = tx.Query<string>("select id from project where state <> 'Deleted'").Where(id => AccessControl.Allows(tx, store.Caller, new AccessRequest { Action = StoreAction.ReadSessions, Project = id })).ToHashSet(StringComparer.Ordinal);
        return (IReadOnlyList<DeidShare>)[.. tx.Query<ShareRow>(ShareRow.Select + "1 = 1 order by h.created, h.session, h.project").Where(r => readable.Contains(r.Owner) || readable.Contains(r.Project)).Select(r => r.ToShare(store.Now))];
    });

    /// <summary>Whether a label in a project is that of a share in force.</summary>
    internal static bool IsShared(CatalogTransaction tx, DeidStore store, string project, string label) => Count(tx, store, project, label, string.Empty) > 0;

    /// <summary>Whether a label in a project is that of a share in force, or of a tombstone that nobody took away yet.</summary>
    internal static bool IsTaken(CatalogTransaction tx, DeidStore store, string project, string label) => Count(tx, store, project, label, " or share.state = 'Tombstone'") > 0;

    /// <summary>Refuses a session that others see.</summary>
    internal static void RequireUnshared(CatalogTransaction tx, DeidStore store, SessionRow row)
    {
        if (tx.Number($"select count(*) from share where session = @Id and {InForce}", new { row.Id, store.Now }) > 0)
        {
            throw new StoreException(StoreException.StateConflict, $"Session '{row.Label}' of project '{row.Project}' is shared.", "End the shares with Revoke-DeidShare, or delete it with -Everywhere.");
        }
    }

    /// <summary>What was shared becomes a tombstone; what had ended by itself has ended.</summary>
    /// <returns>Tombstones.</returns>
    internal static int Bury(CatalogTransaction tx, DeidStore store, string session)
    {
        var tombstones = tx.Execute($"update share set state = 'Tombstone', ended = @Now where session = @session and {InForce}", new { session, store.Now });
        tx.Execute("update share set state = 'Ended', ended = until where session = @session and state = 'Active'", new { session });
        return tombstones;
    }

    private DeidShare Share(CatalogTransaction tx, PolicyAge age, AccessRequest request, string session, string? label, DateTimeOffset? until)
    {
        Demand(tx, store, request);
        var row = SessionBook.Find(tx, store, request, session);
        var name = label ?? row.Label;
        Check(tx, request, row, name, until);
        age.RequireCurrent(row);
        OptOutBook.RequireCleared(tx, store, $"Session '{row.Label}'", request.OtherProject!, row.PatientKey);
        var share = new
        {
            Session = row.Id, Owner = row.Project, Project = request.OtherProject!, Label = name, Folded = ProjectBook.Fold(name), Until = until?.ToUnixTimeMilliseconds(), store.Now, Caller = store.Caller.Identity,
        };
        tx.Execute($"delete from share where project = @Project and (session = @Session or (folded = @Folded and state <> 'Tombstone' and not ({InForce})))", share);
        tx.Execute("insert into share (session, owner, project, label, folded, until, state, created, createdby) values (@Session, @Owner, @Project, @Label, @Folded, @Until, 'Active', @Now, @Caller)", share);
        store.Reached("share.written");
        store.Record(tx, new AuditEvent { Action = "Share", Project = row.Project, Item = row.Id }.With("session", row.Label).With("to", share.Project).With("label", name).With("until", until?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
        return Load(tx, row.Id, share.Project);
    }

    private static long Count(CatalogTransaction tx, DeidStore store, string project, string label, string more) =>
        tx.Number($"select count(*) from share where project = @project and folded = @Folded and ({InForce}{more})", new { project, Folded = ProjectBook.Fold(label), store.Now });

    /// <summary>The question whether something may be done between two projects.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="project">The project to which the session belongs, by id or alias.</param>
    /// <param name="to">The other project by id or alias.</param>
    /// <param name="withDeleted">True where the first may be gone, with a tombstone left in the other.</param>
    internal static AccessRequest Between(CatalogTransaction tx, StoreAction action, string project, string to, bool withDeleted = false) => new()
    {
        Action = action,
        Project = ProjectBook.Find(tx, project, withDeleted) ?? throw ProjectBook.Missing(project),
        OtherProject = ProjectBook.Find(tx, to) ?? throw ProjectBook.Missing(to),
    };

    /// <summary>Who may not do it does not hear whether the other project exists.</summary>
    internal static void Demand(CatalogTransaction tx, DeidStore store, AccessRequest request)
    {
        if (!AccessControl.Allows(tx, store.Caller, request))
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.SeeProject, Project = request.OtherProject });
        }

        store.Demand(tx, request);
    }

    /// <summary>Refuses a session that is quarantined, or of which a check said that it is not to leave.</summary>
    internal static void RequireReleased(SessionRow row)
    {
        if (row.State == nameof(SessionState.Quarantined))
        {
            throw new StoreException(StoreException.StateConflict, $"Session '{row.Label}' of project '{row.Project}' is quarantined.", "Look at it, and release it with Set-DeidQuarantine first.");
        }

        if (row.CheckState is nameof(CheckState.Failed) or nameof(CheckState.NeedsCleaning))
        {
            throw new StoreException(StoreException.StateConflict, $"The check of session '{row.Label}' of project '{row.Project}' says {row.CheckState}.", ReviewBook.Remedy);
        }
    }

    private void Check(CatalogTransaction tx, AccessRequest request, SessionRow row, string label, DateTimeOffset? until)
    {
        LabelRules.Check(label);
        var projects = new ProjectBook(store);
        ProjectBook.RequireActive(projects.Load(tx, row.Project)!);
        ProjectBook.RequireActive(projects.Load(tx, request.OtherProject!)!);
        if (request.Project == request.OtherProject || until <= store.Clock.GetUtcNow())
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A session is shared into another project, until a time that is to come.", "Check -To and -Until.");
        }

        if (row.Operation is not null)
        {
            SessionBook.RequireFree(row);
        }

        RequireReleased(row);

        var place = new { Project = request.OtherProject, Folded = ProjectBook.Fold(label), row.Id, store.Now };
        if (tx.Number("select count(*) from session where project = @Project and folded = @Folded", place) + tx.Number($"select count(*) from share where project = @Project and folded = @Folded and session <> @Id and (state = 'Tombstone' or {InForce})", place) > 0)
        {
            throw new StoreException(StoreException.StateConflict, $"The label '{label}' is taken in project '{request.OtherProject}'.", "Give another with -Label.");
        }
    }

    private DeidShare Load(CatalogTransaction tx, string session, string to) => tx.Find<ShareRow>(ShareRow.Select + "h.session = @session and h.project = @to", new { session, to })!.ToShare(store.Now);
}
