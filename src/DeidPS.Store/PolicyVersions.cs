using System.Collections.Concurrent;
using DeidPS.Deid.Policies;

namespace DeidPS.Store;

/// <summary>Which version a policy has now, as its file stands. Thread safe; a file that did not change is not read again.</summary>
/// <param name="library">Where shipped policies are.</param>
internal sealed class PolicyVersions(PolicyLibrary library)
{
    private readonly ConcurrentDictionary<(string Path, DateTime Written), string?> _labels = new();

    /// <summary>The policy as <c>name@hash</c>; null when it cannot be told, since the file is missing here, cannot be read or has errors.</summary>
    /// <param name="policy">A shipped policy by name, or a path.</param>
    public string? LabelOf(string policy)
    {
        try
        {
            var path = library.Find(policy);
            return _labels.GetOrAdd((path, File.GetLastWriteTimeUtc(path)), key => StorePolicies.Compile(key.Path, out _)?.Label);
        }
        catch (Exception error) when (error is PolicyException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
