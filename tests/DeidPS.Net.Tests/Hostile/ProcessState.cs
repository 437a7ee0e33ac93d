using System.Diagnostics;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>What a process holds: open sockets (0 where the system does not tell), threads, and bytes of memory that are in use.</summary>
internal readonly record struct ProcessState(int Sockets, int Threads, long Memory)
{
    public static ProcessState Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return new ProcessState(OpenSockets(), process.Threads.Count, GC.GetTotalMemory(forceFullCollection: true));
    }

    public static int OpenSockets() => Directory.Exists("/proc/self/fd")
        ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(path => Target(path)?.StartsWith("socket:", StringComparison.Ordinal) == true)
        : 0;

    private static string? Target(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return null;
        }
    }
}
