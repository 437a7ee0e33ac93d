using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes labels of sessions that wait in the prearchive; the tool tip shows project, subject and state.</summary>
public sealed class EntrySessionCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.EntrySessions(typed.One("Project"), start);
}
