using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes ids of requests; the tool tip shows session and state.</summary>
public sealed class RequestCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.Requests(typed.One("Project"), start);
}
