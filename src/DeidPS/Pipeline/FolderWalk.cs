using System.IO.Enumeration;

namespace DeidPS;

/// <summary>
/// Lists the files of a folder in a stable order, ordinal by path, holding the names of one folder per level and nothing of the files.
/// Links to folders are not followed: they may lead back.
/// </summary>
internal static class FolderWalk
{
    private static readonly EnumerationOptions s_options = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Lists the files.</summary>
    /// <param name="folder">Full path of an existing folder.</param>
    /// <param name="recurse">True to go into subfolders.</param>
    /// <param name="onError">Told of a folder that cannot be listed; the walk goes on.</param>
    /// <param name="stop">Ends the walk.</param>
    public static IEnumerable<string> Files(string folder, bool recurse, Action<Exception, string> onError, CancellationToken stop)
    {
        var pending = new Stack<IEnumerator<Entry>>();
        pending.Push(List(folder, onError, stop).GetEnumerator());
        while (pending.TryPeek(out var level))
        {
            stop.ThrowIfCancellationRequested();
            if (!level.MoveNext())
            {
                pending.Pop();
                continue;
            }

            if (!level.Current.IsFolder)
            {
                yield return level.Current.Path;
            }
            else if (recurse && !level.Current.IsLink)
            {
                pending.Push(List(level.Current.Path, onError, stop).GetEnumerator());
            }
        }
    }

    private static List<Entry> List(string folder, Action<Exception, string> onError, CancellationToken stop)
    {
        var entries = new List<Entry>();
        try
        {
            var found = new FileSystemEnumerable<Entry>(
                folder,
                static (ref FileSystemEntry entry) => new Entry(entry.ToFullPath(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0),
                s_options);
            foreach (var entry in found)
            {
                stop.ThrowIfCancellationRequested();
                entries.Add(entry);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            onError(exception, folder);
        }

        entries.Sort(static (left, right) => string.CompareOrdinal(left.SortKey, right.SortKey));
        return entries;
    }

    /// <summary>A name in a folder; a folder sorts as its files do, by the path with the separator.</summary>
    private readonly record struct Entry(string Path, bool IsFolder, bool IsLink)
    {
        public string SortKey { get; } = IsFolder ? Path + System.IO.Path.DirectorySeparatorChar : Path;
    }
}
