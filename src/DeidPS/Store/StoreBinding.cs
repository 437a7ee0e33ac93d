using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;

namespace DeidPS;

/// <summary>Turns what a user gives into what a store keeps: the same from every folder.</summary>
internal static class StoreBinding
{
    /// <summary>A policy: the name of a shipped one, or a full path.</summary>
    /// <exception cref="PolicyException">PathNotFound: there is none.</exception>
    public static string Policy(string nameOrPath, Func<string, string> resolve)
    {
        var library = new PolicyLibrary(ModuleFolders.Policies);
        return library.Names.Contains(nameOrPath) ? nameOrPath : library.Find(resolve(nameOrPath));
    }

    /// <summary>Where a key is: Env:NAME, or a full path.</summary>
    public static string KeyPath(string path, Func<string, string> resolve) => path.StartsWith(KeyFile.EnvironmentPrefix, StringComparison.OrdinalIgnoreCase) ? path : resolve(path);

    /// <summary>The two ends of a time span, which the shell takes for local time.</summary>
    public static (DateTimeOffset? From, DateTimeOffset? To) Between(DateTime[]? times) => times is [var from, var to] ? (new DateTimeOffset(from), new DateTimeOffset(to)) : (null, null);
}
