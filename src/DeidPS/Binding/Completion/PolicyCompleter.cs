using DeidPS.Deid.Policies;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Completes the names of the shipped policies.</summary>
public sealed class PolicyCompleter : ListCompleter
{
    private protected override IEnumerable<StoreName> Values() =>
        new PolicyLibrary(ModuleFolders.Policies).Names.Select(name => new StoreName(name));
}
