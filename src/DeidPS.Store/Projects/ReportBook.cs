using DeidPS.Store.Access;

namespace DeidPS.Store.Projects;

/// <summary>What projects hold, from the catalogue (workflow section 18): no file is opened.</summary>
/// <param name="store">The store, in the name of its caller.</param>
public sealed class ReportBook(DeidStore store)
{
    /// <summary>Series of a project's own sessions by modality and description.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied.</exception>
    public IReadOnlyList<SeriesSummary> Series(string project) => store.Read(tx =>
    {
        var id = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
        store.Demand(tx, new AccessRequest { Action = StoreAction.ReadSessions, Project = id });
        return tx.Query<SeriesSummary>(
            """
            select s.project, x.modality, x.description, count(distinct s.id) as sessions, count(*) as series, cast(sum(x.instances) as bigint) as instances, cast(sum(x.bytes) as bigint) as bytes
            from session s join sessionseries x on x.session = s.id where s.project = @id group by s.project, x.modality, x.description order by x.modality, x.description
            """,
            new { id });
    });

    /// <summary>What each project takes up that the caller may read, and what waits for none.</summary>
    public IReadOnlyList<StorageUse> Storage() => store.Read(tx =>
    {
        var sessions = tx.Query<StorageUse>("select project, count(*) as sessions, cast(sum(instances) as bigint) as instances, cast(sum(bytes) as bigint) as bytes from session group by project").ToDictionary(u => u.Project!, StringComparer.Ordinal);
        var entries = tx.Query<StorageUse>("select project, count(*) as entries, cast(sum(bytes) as bigint) as entrybytes from entry group by project").ToDictionary(u => u.Project ?? string.Empty, StringComparer.Ordinal);
        List<StorageUse> uses = [];
        foreach (var project in tx.Query<string>("select id from project where state <> 'Deleted' order by id"))
        {
            bool May(StoreAction action) => AccessControl.Allows(tx, store.Caller, new AccessRequest { Action = action, Project = project });
            var use = May(StoreAction.ReadSessions) ? sessions.GetValueOrDefault(project, new StorageUse()) : new StorageUse();
            var waiting = May(StoreAction.SeePrearchive) ? entries.GetValueOrDefault(project, new StorageUse()) : new StorageUse();
            if (May(StoreAction.ReadSessions) || May(StoreAction.SeePrearchive))
            {
                uses.Add(use with { Project = project, Entries = waiting.Entries, EntryBytes = waiting.EntryBytes });
            }
        }

        if (entries.TryGetValue(string.Empty, out var unassigned) && AccessControl.Allows(tx, store.Caller, new AccessRequest { Action = StoreAction.AssignUnassigned }))
        {
            uses.Add(unassigned);
        }

        return (IReadOnlyList<StorageUse>)uses;
    });
}
