using DeidPS.Dicom.Tests.Dictionary;

namespace DeidPS.Store.Tests.Harness;

/// <summary>Policies of a site that tests make of shipped ones.</summary>
internal static class TestPolicy
{
    /// <summary>The shipped site-wide policy, and lines of a script before it.</summary>
    /// <param name="folder">Where to write it.</param>
    /// <param name="script">Lines of DicomEdit.</param>
    /// <param name="accept">Kinds of objects that are not held back.</param>
    /// <returns>Path of the policy.</returns>
    public static string SiteWideAfter(string folder, string script, params string[] accept)
    {
        File.WriteAllText(Path.Combine(folder, "before.das"), $"version \"6.7\"\n{script}\n");
        var text = File.ReadAllText(Path.Combine(RepositoryPath.Root, "module", "policies", "site-wide.json"));
        var accepted = accept.Length == 0 ? string.Empty : $"\"accept\": [ {string.Join(", ", accept.Select(a => $"\"{a}\""))} ], ";
        var path = Path.Combine(folder, "site.json");
        File.WriteAllText(path, text.Replace("\"steps\": [", accepted + "\"steps\": [ { \"script\": \"before.das\" },", StringComparison.Ordinal));
        return path;
    }
}
