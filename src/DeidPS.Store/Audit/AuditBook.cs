using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;

namespace DeidPS.Store.Audit;

/// <summary>The audit trail of a store, in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class AuditBook(DeidStore store)
{
    /// <summary>Verifies the whole trail: the chain and its seals in the catalogue, then the files against it.</summary>
    /// <param name="key">The site's key, to verify the seals; null to verify the chain only.</param>
    /// <param name="stop">Stops between two lines.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    /// <exception cref="StoreException">AccessDenied for all but administrators.</exception>
    public IReadOnlyList<AuditFinding> Verify(DeidKey? key, CancellationToken stop)
    {
        store.Read(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ReadAudit });
            return true;
        });
        return new AuditVerifier(key).Verify(store.Catalog, store.Layout.Audit, stop);
    }
}
