using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Network;

/// <summary>A real file system of a few megabytes; only root can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts one; null where this account may not.</summary>
    public static SmallDisk? TryMount(string folder, int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/bin/mount"))
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        return ChildProcess.Run("/bin/mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder]).ExitCode == 0 ? new SmallDisk(folder) : null;
    }

    /// <summary>Makes it read-only, or writable again, under those who use it.</summary>
    public bool TrySetReadOnly(bool isReadOnly) => ChildProcess.Run("/bin/mount", ["-o", "remount," + (isReadOnly ? "ro" : "rw"), Folder]).ExitCode == 0;

    public void Dispose() => ChildProcess.Run("/bin/umount", ["-l", Folder]);
}
