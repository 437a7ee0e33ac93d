using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace DeidPS.Loader;

/// <summary>
/// Loads the module's assemblies, their dependencies and native libraries from the module's own folder, apart from
/// whatever versions the shell or another module has already loaded.
/// </summary>
/// <remarks>An assembly that is not in that folder comes from the default context: the framework and the PowerShell engine.</remarks>
public sealed class LoadContext : AssemblyLoadContext
{
    private const string ModuleAssembly = "DeidPS";

    // One context a folder: a process that meets two copies of the module gets the one it asked for, whichever loaded this assembly.
    private static readonly ConcurrentDictionary<string, Lazy<Assembly>> s_modules = new(StringComparer.Ordinal);

    private readonly string _folder;

    private LoadContext(string folder)
        : base(ModuleAssembly) => _folder = folder;

    /// <summary>Loads the assembly that holds the cmdlets; later calls return the same assembly.</summary>
    /// <param name="folder">The folder of the module's assemblies, <c>module/bin</c>.</param>
    /// <returns>The cmdlet assembly, for <c>Import-Module -Assembly</c>.</returns>
    /// <exception cref="FileNotFoundException">The folder holds no cmdlet assembly: the module was not built or is incomplete.</exception>
    public static Assembly Initialize(string folder) =>
        s_modules.GetOrAdd(Path.GetFullPath(folder), static path => new Lazy<Assembly>(() => LoadModule(path))).Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = FindNative(_folder, unmanagedDllName);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    /// <summary>Finds a native library as a package lays it out: beside the assemblies or in <c>runtimes/&lt;rid&gt;/native</c>.</summary>
    /// <param name="folder">The folder that holds the module's assemblies.</param>
    /// <param name="name">The library's name as the import declares it, with or without prefix and suffix.</param>
    /// <returns>The full path, or null when the library is not shipped with the module.</returns>
    internal static string? FindNative(string folder, string name)
    {
        foreach (var part in NativeFolders())
        {
            foreach (var file in NativeNames(name))
            {
                var path = Path.Combine(folder, part, file);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }

    private static Assembly LoadModule(string folder)
    {
        var path = Path.Combine(folder, ModuleAssembly + ".dll");
        return new LoadContext(folder).LoadFromAssemblyPath(path);
    }

    private static string[] NativeFolders()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return
        [
            string.Empty,
            Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native"),
            Path.Combine("runtimes", system + "-" + architecture, "native"),
            Path.Combine("runtimes", system, "native"),
        ];
    }

    private static string[] NativeNames(string name)
    {
        var suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return [name + suffix, "lib" + name + suffix, name];
    }
}
