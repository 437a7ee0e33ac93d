using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes labels of sessions that are requested; the tool tip shows the state.</summary>
public sealed class RequestSessionCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.RequestSessions(typed.One("Project"), start);
}
