using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes labels of sessions of the project that the line names, or that its entry waits for; the tool tip shows subject and modalities.</summary>
public sealed class SessionCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        typed.Projects(names).SelectMany(project => names.Sessions(project, typed.One("Subject"), start));
}
