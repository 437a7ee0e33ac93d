using System.Management.Automation;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace DeidPS;

/// <summary>Turns what the user typed after <c>-Path</c> or <c>-LiteralPath</c> into files; the only place that does.</summary>
/// <param name="session">Knows the current location and the drives.</param>
/// <param name="onError">Told of a path that leads to nothing; the others go on.</param>
internal sealed class PathResolver(SessionState session, Action<Exception, object?> onError)
{
    /// <summary>Told of a folder that holds no file to read: who asked for one may take silence for an answer. Null where nobody wants to know.</summary>
    public Action<string>? OnWarning { get; init; }

    /// <summary>Counts ahead what is listed; null where nobody wants to know.</summary>
    public FileCount? Count { get; init; }

    /// <summary>Lists the files behind the paths, folder by folder as they are asked for.</summary>
    /// <param name="paths">Paths as typed.</param>
    /// <param name="isLiteral">True to take <c>*</c>, <c>?</c> and <c>[</c> as they stand.</param>
    /// <param name="recurse">True to list folders at any depth; false to list their own files only.</param>
    /// <param name="stop">Ends the listing.</param>
    public IEnumerable<InputFile> Files(IEnumerable<string> paths, bool isLiteral, bool recurse, CancellationToken stop)
    {
        List<string> all = [.. paths.SelectMany(path => FullPaths(path, isLiteral))];
        Count?.Add(all, recurse, stop);
        foreach (var path in all)
        {
            stop.ThrowIfCancellationRequested();
            if (!Directory.Exists(path))
            {
                yield return new InputFile(path, Path.GetDirectoryName(path) ?? path, IsNamed: true);
                continue;
            }

            var isEmpty = true;
            foreach (var file in FolderWalk.Files(path, recurse, (exception, folder) => onError(exception, folder), stop))
            {
                isEmpty = false;
                yield return new InputFile(file, path, IsNamed: false);
            }

            if (isEmpty)
            {
                OnWarning?.Invoke(recurse || !Directory.EnumerateDirectories(path).Any() ? $"There is no file in '{path}'." : $"There is no file in '{path}' itself; -Recurse reads those of its folders, too.");
            }
        }
    }

    /// <summary>The full path of a file or folder that need not exist, such as a destination.</summary>
    /// <exception cref="InputPathException">The path is not one of the file system.</exception>
    public string Unresolved(string path)
    {
        try
        {
            var full = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (!IsFileSystem(provider))
            {
                throw InputPathException.NotFileSystem(path);
            }

            // A share of Windows would be a name like any other here, of a folder wherever the process happens to be.
            return OperatingSystem.IsWindows() || !full.StartsWith(@"\\", StringComparison.Ordinal) ? full : throw InputPathException.IsShare(path);
        }
        catch (Exception exception) when (exception is DriveNotFoundException or ProviderNotFoundException)
        {
            throw InputPathException.NotFound(path);
        }
    }

    private static bool IsFileSystem(ProviderInfo provider) => string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase);

    private IReadOnlyList<string> FullPaths(string path, bool isLiteral)
    {
        try
        {
            return isLiteral || !WildcardPattern.ContainsWildcardCharacters(path) ? [Existing(path)] : Matches(path);
        }
        catch (InputPathException exception)
        {
            onError(exception, path);
            return [];
        }
    }

    private string Existing(string path)
    {
        var full = Unresolved(path);
        return Path.Exists(full) ? full : throw InputPathException.NotFound(path);
    }

    private List<string> Matches(string path)
    {
        try
        {
            var found = session.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (!IsFileSystem(provider))
            {
                throw InputPathException.NotFileSystem(path);
            }

            List<string> sorted = [.. found];
            sorted.Sort(StringComparer.Ordinal);
            if (sorted.Count > 0)
            {
                return sorted;
            }
        }
        catch (Exception exception) when (exception is ItemNotFoundException or DriveNotFoundException or ProviderNotFoundException)
        {
            // The same as no match.
        }

        // A file whose name holds [ or ] may be meant as it stands.
        return [Existing(path)];
    }
}
