using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes ids of imports of requests, the newest first; the tool tip shows project, archive and number of rows.</summary>
public sealed class BatchCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.Batches(typed.One("Project"), start);
}
