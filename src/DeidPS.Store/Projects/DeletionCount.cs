using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Projects;

/// <summary>What a deletion takes.</summary>
/// <param name="Sessions">Sessions.</param>
/// <param name="Instances">Instances.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Held">Encrypted originals that were held back of them.</param>
public sealed record DeletionCount(long Sessions, long Instances, long Bytes, long Held)
{
    /// <summary>What deleting a session takes.</summary>
    internal static DeletionCount Of(CatalogTransaction tx, SessionRow row) => new(1, row.Instances, row.Bytes, HeldOriginals.OfASession(tx, row.Id));
}
