namespace DeidPS.Store.Ingest;

/// <summary>The projects there are, as one sender sees them.</summary>
public interface IRoutingProjects
{
    /// <summary>Finds a project by its id or an alias, whatever the case of letters.</summary>
    /// <param name="idOrAlias">1 to 64 characters of an object: may be anything, also a patient's name, and must not be logged.</param>
    /// <returns>Null when no project that exists has that id or alias.</returns>
    RoutingProject? Find(string idOrAlias);
}
