using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes who did something lately, from the audit trail.</summary>
public sealed class AuditActorCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.Audit(typed.One("Project")).Select(l => new StoreName(l.Actor)).Distinct();
}
