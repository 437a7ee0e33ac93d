using System.Reflection;
using System.Text.RegularExpressions;

namespace DeidPS.Module.Tests.Harness;

/// <summary>Where things lie in the clone under test.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Manifest { get; } = Path.Combine(Root, "DeidPS.psd1");

    public static string Bin { get; } = Path.Combine(Root, "module", "bin");

    public static string Configuration { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Configuration").Value!;

    /// <summary>The console host as built, started with <c>dotnet</c>.</summary>
    public static string HostProgram { get; } = Path.Combine(Root, "src", "DeidPS.Host", "bin", Configuration, "net10.0", "DeidPS.Host.dll");

    /// <summary>The version that the manifest tells.</summary>
    public static string Version { get; } = Regex.Match(File.ReadAllText(Manifest), @"ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DeidPS.psd1")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside a clone.");
        }

        return folder.FullName;
    }
}
