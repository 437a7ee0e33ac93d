using DeidPS.Dicom.Tests.Dictionary;

namespace DeidPS.Store.Tests.Harness;

/// <summary>Policies of a site that tests make of shipped ones.</summary>
internal static class TestPolicy
{
    /// <summary>The shipped site-wide policy, and lines of a script before it.</summary>
    /// <param name="folder">Where to write it.</param>
    /// <param name="script">Lines of DicomEdit.</param>
    /// <returns>Path of the policy.</returns>
    public static string SiteWideAfter(string folder, string script)
    {
        File.WriteAllText(Path.Combine(folder, "before.das"), $"version \"6.7\"\n{script}\n");
        return Write(folder, "site-wide", "\"steps\": [ { \"script\": \"before.das\" },");
    }

    /// <summary>A shipped policy that does not hold a kind of object back.</summary>
    /// <param name="folder">Where to write it.</param>
    /// <param name="name">The shipped policy.</param>
    /// <param name="accepted">The kind of object.</param>
    /// <returns>Path of the policy.</returns>
    public static string Accepting(string folder, string name, string accepted) => Write(folder, name, $"\"accept\": [ \"{accepted}\" ], \"steps\": [");

    private static string Write(string folder, string name, string steps)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryPath.Root, "module", "policies", name + ".json"));
        var path = Path.Combine(folder, name + ".json");
        File.WriteAllText(path, text.Replace("\"steps\": [", steps, StringComparison.Ordinal));
        return path;
    }
}
