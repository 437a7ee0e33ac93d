using DeidPS.Dicom;
using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Upkeep;

/// <summary>Brings the files of a backup up to what the catalogue says at one moment. What is there already and the same is kept.</summary>
/// <param name="source">The store.</param>
/// <param name="target">The backup.</param>
/// <param name="stop">Stops between files.</param>
internal sealed class BackupFiles(StoreLayout source, StoreLayout target, CancellationToken stop)
{
    /// <summary>How often a file that somebody holds is waited for: ten seconds.</summary>
    private const int MostWaits = 500;

    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(20);

    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    /// <summary>Files copied so far.</summary>
    public int Copied { get; private set; }

    /// <summary>Bytes copied so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>What the last pass saw.</summary>
    public BackupResult Result { get; private set; } = new() { Destination = target.Root };

    /// <summary>Copies what is missing.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="onProgress">Told how many entries and sessions of how many are done.</param>
    /// <returns>How many files were copied.</returns>
    public int Pass(CatalogTransaction tx, Action<int, int>? onProgress)
    {
        _folders.Clear();
        _held.Clear();
        var before = Copied;
        var entries = tx.Query<string>($"select folder from entry order by id");
        var sessions = tx.Query<string>("select folder from session order by id");
        var held = tx.Query<string>("select distinct path from discard where path is not null order by path");
        var (done, damaged) = (0, 0);
        foreach (var (folder, isSession) in entries.Select(f => (f, false)).Concat(sessions.Select(f => (f, true))))
        {
            stop.ThrowIfCancellationRequested();
            _folders.Add(folder);
            if (!(isSession ? CopySession(folder) : CopyEntry(folder)))
            {
                damaged++;
            }

            onProgress?.Invoke(++done, entries.Count + sessions.Count);
        }

        foreach (var path in held)
        {
            damaged += CopyHeld(path) ? 0 : 1;
        }

        Result = Result with { Entries = entries.Count, Sessions = sessions.Count, Held = held.Count, Copied = Copied, Bytes = Bytes, Damaged = damaged };
        return Copied - before;
    }

    /// <summary>Copies the files of the audit trail, which only grow.</summary>
    public void CopyAudit()
    {
        foreach (var path in Audit.AuditFiles.All(source.Audit))
        {
            Copy(path, Path.Combine(target.Audit, Path.GetRelativePath(source.Audit, path)), null);
        }
    }

    /// <summary>Deletes from the backup what the catalogue no longer names: what was deleted in the store must not live on here.</summary>
    public void Prune()
    {
        foreach (var area in (string[])[StoreLayout.PrearchiveName, StoreLayout.ArchiveName])
        {
            var root = target.Full(area);
            foreach (var path in Directory.EnumerateDirectories(root, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }).ToList())
            {
                var folder = Path.GetRelativePath(target.Root, path).Replace('\\', '/');
                if (folder.Count(c => c == '/') == 3 && !_folders.Contains(folder))
                {
                    StoreFolders.Delete(target, folder);
                    StoreFolders.RemoveEmptyParents(target, folder);
                }
            }
        }

        foreach (var path in Directory.EnumerateFiles(target.Hold).Where(f => !_held.Contains(Path.GetFileNameWithoutExtension(f))))
        {
            File.Delete(path);
        }
    }

    /// <summary>A session is copied beside its place, verified against its manifest, and put there in one step. A damaged one does not replace a sound copy.</summary>
    private bool CopySession(string folder)
    {
        var (from, to) = (source.Full(folder), target.Full(folder));
        try
        {
            if (IsSame(Path.Combine(from, SessionManifest.FileName), Path.Combine(to, SessionManifest.FileName)))
            {
                return true;
            }

            var manifest = SessionManifest.Read(from);
            var staged = Path.Combine(target.Work, manifest.Id);
            foreach (var instance in manifest.Instances)
            {
                stop.ThrowIfCancellationRequested();
                if (Copy(Path.Combine(from, instance.Path), Path.Combine(staged, instance.Path), instance.Bytes) != instance.Sha256)
                {
                    Directory.Delete(staged, recursive: true);
                    return false;
                }
            }

            manifest.Write(staged);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (Directory.Exists(to))
            {
                Directory.Delete(to, recursive: true);
            }

            Directory.Move(staged, to);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or StoreException)
        {
            return false;
        }
    }

    /// <summary>Objects of an entry never change once they have their name.</summary>
    private bool CopyEntry(string folder)
    {
        var (from, to) = (source.Full(folder), target.Full(folder));
        try
        {
            Directory.CreateDirectory(to);
            var objects = new DirectoryInfo(from).EnumerateFiles("*.dcm", SearchOption.AllDirectories).ToList();
            foreach (var file in objects)
            {
                stop.ThrowIfCancellationRequested();
                CopyOnce(file, Path.Combine(to, Path.GetRelativePath(from, file.FullName)));
            }

            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // An entry that nothing came to lie in yet has no folder.
            return !Directory.Exists(from) && !Directory.EnumerateFiles(to, "*", SearchOption.AllDirectories).Any();
        }
    }

    private bool CopyHeld(string path)
    {
        _held.Add(Path.GetFileNameWithoutExtension(path));
        try
        {
            foreach (var name in (string[])[path, Path.ChangeExtension(path, ".json")])
            {
                CopyOnce(new FileInfo(Path.Combine(source.Hold, name)), Path.Combine(target.Hold, name));
            }

            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private void CopyOnce(FileInfo file, string to)
    {
        var there = new FileInfo(to);
        if (!there.Exists || there.Length != file.Length)
        {
            Copy(file.FullName, to, file.Length);
        }
    }

    /// <summary>Copies a file under a temporary name, to the disk, then gives it its name.</summary>
    /// <returns>Its SHA-256; empty when it has not the length it has to have.</returns>
    private string Copy(string from, string to, long? length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        var temporary = to + ".new";
        string hash;
        using (var input = Open(from))
        using (var output = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            hash = HashedCopy.Through(input, output, stop);
            output.Flush(flushToDisk: true);
            if (length is not null && output.Length != length)
            {
                hash = string.Empty;
            }

            (Copied, Bytes) = (Copied + 1, Bytes + output.Length);
        }

        File.Move(temporary, to, overwrite: true);
        return hash;
    }

    /// <summary>Opens a file; one that its writer still holds, between its last byte and the answer to the sender, a moment later.</summary>
    private FileStream Open(string path)
    {
        for (var left = MostWaits; ; left--)
        {
            try
            {
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
            }
            catch (IOException error) when (left > 0 && PrivateFile.IsInUse(error))
            {
                stop.WaitHandle.WaitOne(s_wait);
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    private static bool IsSame(string one, string other) => File.Exists(other) && File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));
}
