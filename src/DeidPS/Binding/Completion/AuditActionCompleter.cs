using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes what was done lately, from the audit trail.</summary>
public sealed class AuditActionCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.Audit(typed.One("Project")).Select(l => new StoreName(l.Action)).Distinct().OrderBy(n => n.Text, StringComparer.Ordinal);
}
