using DeidPS.Deid.DicomEdit;

namespace DeidPS.Deid.Policies;

/// <summary>Finds policies: the shipped ones by name, others by path. A policy is a declarative file or a script.</summary>
/// <param name="folder">The folder of the shipped policies.</param>
public sealed class PolicyLibrary(string folder)
{
    /// <summary>Extension of a script.</summary>
    public const string ScriptExtension = ".das";

    /// <summary>Extension of a declarative policy file.</summary>
    public const string FileExtension = ".json";

    private const string SchemaExtension = ".schema.json";

    /// <summary>Names of the shipped policies, in ordinal order.</summary>
    public IReadOnlyList<string> Names => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder).Where(IsPolicy).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>True when a file's extension is that of a policy; the schema beside the shipped ones is none.</summary>
    public static bool IsPolicy(string path) => (IsDeclarative(path) && !path.EndsWith(SchemaExtension, StringComparison.OrdinalIgnoreCase)) || Path.GetExtension(path).Equals(ScriptExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of a policy: a shipped one when the name has no folder and no extension, else the path itself.</summary>
    /// <param name="nameOrPath">Name, or a full path.</param>
    /// <exception cref="PolicyException">PathNotFound: neither.</exception>
    public string Find(string nameOrPath)
    {
        if (Path.GetFileName(nameOrPath) == nameOrPath && Path.GetExtension(nameOrPath).Length == 0)
        {
            foreach (var extension in (string[])[FileExtension, ScriptExtension])
            {
                var shipped = Path.Combine(folder, nameOrPath + extension);
                if (File.Exists(shipped))
                {
                    return shipped;
                }
            }
        }

        return File.Exists(nameOrPath)
            ? nameOrPath
            : throw new PolicyException(
                $"There is no policy '{nameOrPath}'.",
                $"Name a policy file or a script, or one of the shipped policies: {string.Join(", ", Names)}.",
                "PathNotFound");
    }

    /// <summary>Compiles a policy.</summary>
    /// <param name="path">Path of the policy, from <see cref="Find"/>.</param>
    /// <param name="options">Choices of the checker.</param>
    /// <param name="diagnostics">Everything the checker found, warnings of a valid policy included.</param>
    /// <returns>The policy, or null when it has errors.</returns>
    public static DeidPolicy? Compile(string path, DicomEditCompileOptions options, out IReadOnlyList<PolicyDiagnostic> diagnostics)
    {
        if (IsDeclarative(path))
        {
            return PolicyFileReader.Read(Path.GetFullPath(path), options, out diagnostics);
        }

        var name = Path.GetFileNameWithoutExtension(path);
        var compilation = DicomEditScript.Compile(File.ReadAllText(path), name, options);
        diagnostics = [.. compilation.Diagnostics.Select(d => new PolicyDiagnostic(path, d))];
        return compilation.Script is null ? null : new DeidPolicy(name, compilation.Script);
    }

    private static bool IsDeclarative(string path) => Path.GetExtension(path).Equals(FileExtension, StringComparison.OrdinalIgnoreCase);
}
