using DeidPS.Store.Access;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Prearchive;

/// <summary>Which entries of the prearchive a caller may see, by the table of roles; asked once for each project and sender. Not thread safe.</summary>
internal sealed class EntrySight
{
    private readonly CatalogDatabase _catalog;
    private readonly StoreCaller _caller;
    private readonly Dictionary<string, bool> _projects;
    private readonly Dictionary<string, bool> _senders = new(StringComparer.Ordinal);

    /// <param name="catalog">The catalogue.</param>
    /// <param name="caller">Who looks.</param>
    public EntrySight(CatalogDatabase catalog, StoreCaller caller)
    {
        (_catalog, _caller) = (catalog, caller);
        _projects = catalog.Read(tx => tx.Query<string>("select id from project where state <> 'Deleted'").ToDictionary(
            id => id, id => AccessControl.Allows(tx, caller, new AccessRequest { Action = StoreAction.SeePrearchive, Project = id }), StringComparer.Ordinal));
    }

    /// <summary>Whether the caller may see what waits for a project.</summary>
    /// <param name="project">Id of the project; null is none.</param>
    public bool AllowsProject(string? project) => project is not null && _projects.GetValueOrDefault(project);

    /// <summary>Whether the caller may see an entry.</summary>
    /// <param name="project">Id of the project it waits for; null when it waits for none.</param>
    /// <param name="sender">AE title that sent it; null for none.</param>
    public bool Allows(string? project, string? sender)
    {
        if (project is not null)
        {
            return AllowsProject(project);
        }

        var key = sender ?? string.Empty;
        if (!_senders.TryGetValue(key, out var may))
        {
            _senders[key] = may = _catalog.Read(tx => AccessControl.Allows(tx, _caller, new AccessRequest { Action = StoreAction.AssignUnassigned }) || MayClaim(tx, _caller, sender));
        }

        return may;
    }

    private static bool MayClaim(CatalogTransaction tx, StoreCaller caller, string? sender) => sender is not null && tx.Query<string>("select project from projectsender where aetitle = @sender", new { sender })
        .Any(project => AccessControl.Allows(tx, caller, new AccessRequest { Action = StoreAction.AssignUnassigned, Project = project, Sender = sender }));
}
