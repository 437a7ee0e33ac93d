using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes custom routing rules as they were written; the tool tip shows the target.</summary>
public sealed class RoutingRuleCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.RoutingRules(typed.One("Target"));
}
