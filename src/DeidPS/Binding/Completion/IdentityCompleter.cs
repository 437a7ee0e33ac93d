using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes people with a role in the project that the line names, else in any; the tool tip shows the role.</summary>
public sealed class IdentityCompleter : StoreCompleter
{
    private protected override IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start) =>
        names.People(typed.One("Project"), start);
}
