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
            Interlocked.Add(ref _count, Directory.Exists(path) ? FolderWalk.Files(path, recurse, static (_, _) => { }, stop).LongCount() : 1);
        }

        // A stop leaves the number unknown.
        Interlocked.Decrement(ref _pending);
    }
}
