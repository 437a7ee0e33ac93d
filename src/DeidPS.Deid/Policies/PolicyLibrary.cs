using DeidPS.Deid.DicomEdit;

namespace DeidPS.Deid.Policies;

/// <summary>Finds policies: the shipped ones by name, others by path.</summary>
/// <param name="folder">The folder of the shipped policies.</param>
public sealed class PolicyLibrary(string folder)
{
    /// <summary>Extension of a script.</summary>
    public const string Extension = ".das";

    /// <summary>Names of the shipped policies, in ordinal order.</summary>
    public IReadOnlyList<string> Names => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The path of a policy: a shipped one when the name has no folder and no extension, else the path itself.</summary>
    /// <param name="nameOrPath">Name, or a full path.</param>
    /// <exception cref="PolicyException">PathNotFound: neither.</exception>
    public string Find(string nameOrPath)
    {
        if (Path.GetFileName(nameOrPath) == nameOrPath && Path.GetExtension(nameOrPath).Length == 0)
        {
            var shipped = Path.Combine(folder, nameOrPath + Extension);
            if (File.Exists(shipped))
            {
                return shipped;
            }
        }

        return File.Exists(nameOrPath)
            ? nameOrPath
            : throw new PolicyException(
                $"There is no policy '{nameOrPath}'.",
                $"Name a script file, or one of the shipped policies: {string.Join(", ", Names)}.",
                "PathNotFound");
    }

    /// <summary>Compiles a policy.</summary>
    /// <param name="path">Path of the script, from <see cref="Find"/>.</param>
    /// <param name="options">Choices of the checker.</param>
    /// <param name="diagnostics">Everything the checker found, warnings of a valid script included.</param>
    /// <returns>The policy, or null when the script has errors.</returns>
    public static DeidPolicy? Compile(string path, DicomEditCompileOptions options, out IReadOnlyList<ScriptDiagnostic> diagnostics)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var compilation = DicomEditScript.Compile(File.ReadAllText(path), name, options);
        diagnostics = compilation.Diagnostics;
        return compilation.Script is null ? null : new DeidPolicy(name, compilation.Script);
    }
}
