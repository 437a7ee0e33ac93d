using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes ids of entries of the prearchive; the tool tip shows project, labels and state.</summary>
public sealed class EntryCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.Entries(typed.One("Project"), start);
}
