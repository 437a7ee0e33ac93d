using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Audit;

/// <summary>The audit trail of a store, in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class AuditBook(DeidStore store)
{
    /// <summary>Lines that are read at once.</summary>
    private const int Part = 500;

    /// <summary>Verifies the whole trail: the chain and its seals in the catalogue, then the files against it.</summary>
    /// <param name="key">The site's key, to verify the seals; null to verify the chain only.</param>
    /// <param name="stop">Stops between two lines.</param>
    /// <param name="onProgress">Told how many lines of how many are verified; null for nobody.</param>
    /// <returns>What is wrong; empty when nothing is.</returns>
    /// <exception cref="StoreException">AccessDenied for all but administrators.</exception>
    public IReadOnlyList<AuditFinding> Verify(DeidKey? key, CancellationToken stop, Action<long, long>? onProgress = null)
    {
        store.Read(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ReadAudit });
            return true;
        });
        return new AuditVerifier(key) { OnProgress = onProgress }.Verify(store.Catalog, store.Layout.Audit, stop);
    }

    /// <summary>Lines of the trail, the oldest first, as they are read. Administrators see all, owners those of their project, data managers what they did themselves.</summary>
    /// <param name="filter">Which.</param>
    /// <exception cref="StoreException">AccessDenied; StoreItemNotFound when there is no such project.</exception>
    public IEnumerable<AuditLine> List(AuditFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var project = store.Read(tx =>
        {
            var id = filter.Project is null ? null : ProjectBook.Find(tx, filter.Project) ?? throw ProjectBook.Missing(filter.Project);
            store.Demand(tx, new AccessRequest { Action = StoreAction.ReadAudit, Project = id, IsOwnAction = filter.Actor == store.Caller.Identity });
            return id;
        });
        return Records(filter, project).Select(AuditLine.Of).Where(filter.Matches);
    }

    /// <summary>A part at a time, as entries are read: whoever takes hours over the list holds nothing in the catalogue.</summary>
    private IEnumerable<AuditRecord> Records(AuditFilter filter, string? project)
    {
        for (var last = 0L; ;)
        {
            var conditions = new Conditions().And("sequence >", last).And("project =", project).And("actor =", filter.Actor).And("time >=", filter.From?.ToUnixTimeMilliseconds()).And("time <=", filter.To?.ToUnixTimeMilliseconds());
            var records = store.Catalog.Read(tx => tx.Query<AuditRecord>(FormattableString.Invariant($"select sequence, time, actor, project, record, hash from audit where 1 = 1{conditions.Sql} order by sequence limit {Part}"), conditions.Parameters));
            foreach (var record in records)
            {
                yield return record;
            }

            if (records.Count < Part)
            {
                yield break;
            }

            last = records[^1].Sequence;
        }
    }
}
