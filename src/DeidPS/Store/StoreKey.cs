using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store;

namespace DeidPS;

/// <summary>The key that a store's settings name.</summary>
internal static class StoreKey
{
    /// <summary>The key; null when the settings name none.</summary>
    /// <exception cref="PolicyException">KeyUnreadable.</exception>
    public static DeidKey? Of(DeidStore store) => store.Settings().KeyPath is { } path ? KeyFile.Read(path) : null;

    /// <summary>There is no key where one is needed.</summary>
    public static PolicyException Missing() => new("There is no key: neither is one given nor do the store's settings name one.", "Give -KeyPath or -Key.", "KeyMissing");
}
