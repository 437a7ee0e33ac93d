using System.Diagnostics;

namespace DeidPS.Module.Tests.Harness;

/// <summary>The module as it is installed, in a clean folder with the console beside it and no repository around: what README and the examples say is tried there.</summary>
internal static class PackedModule
{
    private static readonly Lazy<string> s_root = new(Install);

    /// <summary>The folder that users get, named as it is in <c>$env:PSModulePath</c>: <c>DeidPS/&lt;version&gt;</c>.</summary>
    public static string Root => s_root.Value;

    /// <summary>What the build packed.</summary>
    public static string Packed { get; } = Path.Combine(Repository.Root, "output", "DeidPS", Repository.Version);

    /// <summary>An example script of the packed copy.</summary>
    public static string Example(string name) => Path.Combine(Root, "examples", name);

    /// <summary>Starts the console, which imports the packed copy, in a folder outside the clone.</summary>
    public static ChildProcess Run(IReadOnlyList<string> arguments, Action<ProcessStartInfo>? adjust = null) =>
        ChildProcess.Run("dotnet", [Program, .. arguments], start =>
        {
            start.WorkingDirectory = Path.GetTempPath();
            adjust?.Invoke(start);
        });

    /// <summary>The console below the packed copy, so that it finds that one.</summary>
    public static string Program => Path.Combine(Root, "console", Path.GetFileName(Repository.HostProgram));

    private static string Install()
    {
        var folder = Directory.CreateTempSubdirectory("deidps-installed-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var root = Path.Combine(folder, "DeidPS", Repository.Version);
        Copy(Packed, root);
        Copy(Path.GetDirectoryName(Repository.HostProgram)!, Path.Combine(root, "console"));
        return root;
    }

    /// <summary>Copies a folder with all that is in it.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
