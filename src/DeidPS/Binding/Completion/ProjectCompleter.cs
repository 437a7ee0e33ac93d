using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes ids and aliases of projects; the tool tip shows the title.</summary>
public sealed class ProjectCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.Projects(start);
}
