using DeidPS.Store.Access;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Ingest;

/// <summary>The projects of a store, as an origin sees them: a receiver may create in every project that is in use, a person where the table of roles lets him import.</summary>
/// <param name="store">The store.</param>
/// <param name="origin">Where the object comes from: a sender, or somebody who imports.</param>
internal sealed class CatalogProjects(DeidStore store, IngestOrigin origin) : IRoutingProjects
{
    /// <inheritdoc/>
    public RoutingProject? Find(string idOrAlias) => store.Catalog.Read(tx =>
    {
        if (ProjectBook.Find(tx, idOrAlias) is not { } id)
        {
            return null;
        }

        var isActive = tx.Number("select count(*) from project where id = @id and state = 'Active'", new { id }) > 0;
        var may = origin.Source == IngestSource.Association || AccessControl.Allows(tx, origin.Importer(store), new AccessRequest { Action = StoreAction.Import, Project = id });
        return new RoutingProject(id, isActive && may);
    });
}
