namespace DeidPS.Store.Catalog;

/// <summary>Which database a catalogue is in.</summary>
public enum CatalogKind
{
    /// <summary>A file beside the images: one machine, any number of processes.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, 15 or later: several machines.</summary>
    PostgreSql,
}
