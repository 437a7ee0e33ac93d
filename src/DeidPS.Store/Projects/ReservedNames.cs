using System.Collections.Frozen;

namespace DeidPS.Store.Projects;

/// <summary>Names that mean something else: folders of a store, and devices of Windows, which are no file names there whatever follows a dot.</summary>
internal static class ReservedNames
{
    private static readonly FrozenSet<string> s_names = ((string[])[
        "Unassigned", "_unassigned", "Unknown", "prearchive", "archive", "hold", "cache", "config", "identified", "audit", "trash", "work",
        "CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name is one of them, an extension aside.</summary>
    public static bool Contains(string name) => s_names.Contains(name.Split('.')[0]) || s_names.Contains(name);
}
