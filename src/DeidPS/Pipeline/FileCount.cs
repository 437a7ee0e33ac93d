using System.IO.Enumeration;

namespace DeidPS;

/// <summary>
/// Counts files ahead of the work, in the background, so that the progress display can tell what is left. Work that is done soon is not disturbed: counting begins
/// after a moment. Safe for several tasks at once.
/// </summary>
internal sealed class FileCount
{
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(2);

    private long _count;
    private int _pending;
    private int _sets;

    /// <summary>Files there are; null while that is not known.</summary>
    public long? Total => Volatile.Read(ref _sets) > 0 && Volatile.Read(ref _pending) == 0 ? Interlocked.Read(ref _count) : null;

    /// <summary>Adds the files behind some paths.</summary>
    /// <param name="paths">Full paths of files and folders.</param>
    /// <param name="recurse">True to count in subfolders.</param>
    /// <param name="stop">Ends the counting.</param>
    public void Add(IReadOnlyList<string> paths, bool recurse, CancellationToken stop)
    {
        Interlocked.Increment(ref _pending);
        Interlocked.Increment(ref _sets);
        _ = CountAsync(paths, recurse, stop);
    }

    private async Task CountAsync(IReadOnlyList<string> paths, bool recurse, CancellationToken stop)
    {
        await Task.Delay(s_delay, stop).ConfigureAwait(false);
        foreach (var path in paths)
        {
            Interlocked.Add(ref _count, Directory.Exists(path) ? CountFolder(path, recurse, stop) : 1);
        }

        // What cannot be listed leaves the number unknown, as a stop does.
        Interlocked.Decrement(ref _pending);
    }

    /// <summary>As the files are listed: links to folders are not followed.</summary>
    private static long CountFolder(string folder, bool recurse, CancellationToken stop)
    {
        var found = new FileSystemEnumerable<bool>(folder, static (ref FileSystemEntry _) => true, new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true, RecurseSubdirectories = recurse })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        var count = 0L;
        foreach (var _ in found)
        {
            stop.ThrowIfCancellationRequested();
            count++;
        }

        return count;
    }
}
