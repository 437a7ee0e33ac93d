using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS;

/// <summary>Checks a run's destination before anything is written there.</summary>
internal static class DestinationFolder
{
    private const int MostLookedAt = 16;

    /// <summary>Files and folders that are gone through for them: a destination may be a share with millions.</summary>
    private const int MostMet = 1000;

    private static readonly StringComparison s_comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Makes the folder and proves that files can be written to it.</summary>
    /// <exception cref="DestinationException">WriteFailed: it cannot be made or written.</exception>
    public static void Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".deidps-probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DestinationException("WriteFailed", $"The destination cannot be written ({error.GetType().Name}).", "Choose a folder this account may write to.");
        }
    }

    /// <summary>Refuses a quarantine that lies in the output: what is held back must not be passed on with it.</summary>
    /// <exception cref="DestinationException">DestinationInsideSource.</exception>
    public static void CheckQuarantine(string quarantine, string destination)
    {
        if (string.Equals(quarantine, destination, s_comparison) || Holds(destination, quarantine))
        {
            throw new DestinationException("DestinationInsideSource", "The quarantine folder is or lies in the destination.", "Choose a quarantine folder apart from the output.");
        }
    }

    /// <summary>Refuses a folder for outputs that is a folder being read, lies in one or holds one: outputs would become inputs.</summary>
    /// <param name="file">What is read.</param>
    /// <param name="destination">The destination, or the quarantine folder.</param>
    /// <param name="parameter">The parameter that names it.</param>
    /// <exception cref="DestinationException">DestinationInsideSource.</exception>
    public static void CheckApart(InputFile file, string destination, string parameter)
    {
        var root = Path.TrimEndingDirectorySeparator(file.Root);
        var clash = string.Equals(root, destination, s_comparison) || (!file.IsNamed && (Holds(root, destination) || Holds(destination, root)));
        if (clash)
        {
            throw new DestinationException(
                "DestinationInsideSource",
                $"The folder of -{parameter} and a folder that is read are the same, or one lies in the other.",
                $"Choose one apart from the input, such as a folder beside it: -{parameter}.");
        }
    }

    /// <summary>Whether there are copies that no run of these policies, key and project made, among the first few that are met: a look, and no search.</summary>
    /// <param name="folder">The destination; it need not be there.</param>
    /// <param name="runner">The run.</param>
    /// <param name="stop">Ends it.</param>
    public static bool HasOthers(string folder, PolicyRunner runner, CancellationToken stop)
    {
        var met = Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true }) : [];
        return met.Take(MostMet).TakeWhile(_ => !stop.IsCancellationRequested).Where(p => p.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase)).Take(MostLookedAt).Any(p => IsOther(p, runner));
    }

    private static bool IsOther(string path, PolicyRunner runner)
    {
        try
        {
            using var file = DicomFile.Open(path, DicomReadOptions.Inspect);
            return runner.IsOfAnother(file.Dataset);
        }
        catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not told from others here: Test-Deidentified does that.
            return false;
        }
    }

    private static bool Holds(string outer, string inner) =>
        inner.StartsWith(outer, s_comparison) && (inner.Length > outer.Length) && (inner[outer.Length] == Path.DirectorySeparatorChar || outer.EndsWith(Path.DirectorySeparatorChar));
}
