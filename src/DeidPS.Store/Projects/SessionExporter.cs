using System.IO.Compression;
using System.Security.Cryptography;
using DeidPS.Deid.Proof;
using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;

namespace DeidPS.Store.Projects;

/// <summary>
/// Copies archived sessions out of the store (workflow section 19): every file is compared with the checksum it was archived with, and the export gets
/// its name when it is whole. A folder that was begun is gone on with.
/// </summary>
/// <param name="store">The store, in the name of its caller.</param>
public sealed class SessionExporter(DeidStore store)
{
    /// <summary>Told how many instances of how many are done; null for nobody.</summary>
    public Action<int, int>? OnProgress { get; init; }

    /// <summary>Exports a session.</summary>
    /// <param name="project">The project in which it is read, by id or alias.</param>
    /// <param name="session">Its label there.</param>
    /// <param name="request">Where to, and what.</param>
    /// <param name="stop">Stops between files.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied; StateConflict when it is quarantined or other content is there; StoreBusy; StoreUnusable when a file is damaged or the destination cannot be written.</exception>
    public ExportResult Export(string project, string session, ExportRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        var seen = Open(project, session);
        var manifest = SessionManifest.Read(seen.Folder);
        var instances = Selected(seen, manifest, request);
        var name = request.IsZip ? $"{seen.Project}_{seen.Subject}_{seen.Session}.zip" : Path.Combine(seen.Project, seen.Subject, seen.Session);
        var target = Path.Combine(request.Destination, name);
        var result = new ExportResult
        {
            Project = seen.Project, Subject = seen.Subject, Session = seen.Session, Status = ExportStatus.NothingSelected, Instances = instances.Count, Bytes = instances.Sum(i => i.Bytes), PolicyStale = seen.PolicyStale, Destination = target,
        };
        if (instances.Count == 0)
        {
            return result;
        }

        var description = ExportManifest.Manifest(seen, manifest.StudyUid, instances, instances.Count == manifest.Instances.Count);
        try
        {
            return Write(seen, request, result, description, instances, stop);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreException.StoreUnusable, $"The export cannot be written ({error.GetType().Name}).", "Check free space and permissions of the destination; run the command again.");
        }
    }

    private ExportResult Write(DeidSession seen, ExportRequest request, ExportResult result, byte[] description, IReadOnlyList<ManifestInstance> instances, CancellationToken stop)
    {
        if (Path.Exists(result.Destination))
        {
            if (request.IsZip ? IsSameZip(result.Destination, description, instances) : IsSameFolder(result.Destination, description, instances))
            {
                return result with { Status = ExportStatus.AlreadyThere };
            }

            if (!request.Force)
            {
                throw new StoreException(StoreException.StateConflict, $"There is something else under the name of the export: '{result.Destination}'.", "Choose another destination, or replace it with -Force.");
            }
        }

        var temporary = Path.Combine(request.Destination, $".deidps-export-{seen.Id}{(request.IsZip ? ".zip" : string.Empty)}");
        Directory.CreateDirectory(Path.GetDirectoryName(result.Destination)!);
        if (request.IsZip)
        {
            WriteZip(seen, temporary, description, instances, stop);
        }
        else
        {
            WriteFolder(seen, temporary, description, instances, stop);
        }

        // The role may have been taken away, or the session quarantined, while the files were copied.
        store.Write(tx =>
        {
            Check(tx, seen);
            store.Record(
                tx,
                new AuditEvent { Action = "Export", Project = seen.Project, Item = seen.Id }.With("session", seen.Session).With("from", seen.SharedFrom).With("instances", result.Instances).With("bytes", result.Bytes).With("form", request.IsZip ? "zip" : "folder"));
        });
        Replace(temporary, result.Destination, request.IsZip);
        return result with { Status = ExportStatus.Exported };
    }

    private DeidSession Open(string project, string session)
    {
        var seen = new SessionBook(store).Get(project, session);
        store.Read(tx =>
        {
            Check(tx, seen);
            return true;
        });
        return seen;
    }

    private void Check(CatalogTransaction tx, DeidSession seen)
    {
        store.Demand(tx, new AccessRequest { Action = StoreAction.ReadSessions, Project = seen.Project });
        var row = SessionRow.Find(tx, seen.Id);
        if (seen.SharedFrom is not null && !ShareBook.IsShared(tx, store, seen.Project, seen.Session))
        {
            throw new StoreException(StoreException.StoreItemNotFound, $"Session '{seen.Session}' is no longer shared into project '{seen.Project}'.", "Ask an owner of the project that it belongs to.");
        }

        if (row is null || row.Operation is not null)
        {
            throw new StoreException(StoreException.StoreBusy, $"Somebody is working on session '{seen.Session}' of project '{seen.Project}'.", "Try again when that has ended.");
        }

        ShareBook.RequireReleased(row);
    }

    private IReadOnlyList<ManifestInstance> Selected(DeidSession seen, SessionManifest manifest, ExportRequest request)
    {
        if (request.Series is null)
        {
            return manifest.Instances;
        }

        var scans = store.Catalog.Read(tx => tx.Query<ScanRow>("select scan, modality, description from sessionseries where session = @Id", seen)).Where(s => request.Series(s.Modality, s.Description)).Select(s => $"scans/{s.Scan}/").ToList();
        return [.. manifest.Instances.Where(i => scans.Any(s => i.Path.StartsWith(s, StringComparison.Ordinal)))];
    }

    private void WriteFolder(DeidSession seen, string folder, byte[] description, IReadOnlyList<ManifestInstance> instances, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < instances.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var (source, target) = (Path.Combine(seen.Folder, instances[i].Path), Path.Combine(folder, instances[i].Path));
            if (!File.Exists(target) || new FileInfo(target).Length != instances[i].Bytes || SessionManifest.Checksum(target) != instances[i].Sha256)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                SessionManifest.Replace(target, output => CopyVerified(source, output, instances[i], stop));
            }

            OnProgress?.Invoke(i + 1, instances.Count);
        }

        // What an attempt with another choice of series left behind is not part of this one.
        var wanted = instances.Select(i => Path.GetFullPath(Path.Combine(folder, i.Path))).ToHashSet(StringComparer.Ordinal);
        foreach (var stray in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !wanted.Contains(f)).ToList())
        {
            File.Delete(stray);
        }

        SessionManifest.Replace(Path.Combine(folder, SessionManifest.ChecksumName), s => s.Write(ExportManifest.Checksums(instances)));
        SessionManifest.Replace(Path.Combine(folder, ExportFile.Manifest), s => s.Write(description));
    }

    private void WriteZip(DeidSession seen, string path, byte[] description, IReadOnlyList<ManifestInstance> instances, CancellationToken stop)
    {
        File.Delete(path);
        using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                for (var i = 0; i < instances.Count; i++)
                {
                    stop.ThrowIfCancellationRequested();
                    using (var output = Entry(zip, instances[i].Path, seen).Open())
                    {
                        CopyVerified(Path.Combine(seen.Folder, instances[i].Path), output, instances[i], stop);
                    }

                    OnProgress?.Invoke(i + 1, instances.Count);
                }

                using (var output = Entry(zip, SessionManifest.ChecksumName, seen).Open())
                {
                    output.Write(ExportManifest.Checksums(instances));
                }

                using (var output = Entry(zip, ExportFile.Manifest, seen).Open())
                {
                    output.Write(description);
                }
            }

            stream.Flush(flushToDisk: true);
        }

        if (!IsSameZip(path, description, instances))
        {
            throw new StoreException(StoreException.StoreUnusable, "The zip file does not hold what was written into it.", "Check the disk of the destination; run the command again.");
        }
    }

    /// <summary>The time of the archive, not of the export: the same session gives the same file.</summary>
    private static ZipArchiveEntry Entry(ZipArchive zip, string path, DeidSession seen)
    {
        var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = seen.Archived.ToUniversalTime();
        return entry;
    }

    private static void CopyVerified(string source, Stream output, ManifestInstance instance, CancellationToken stop)
    {
        using var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        if (HashedCopy.Through(input, output, stop) != instance.Sha256)
        {
            throw new StoreException(StoreException.StoreUnusable, $"The file '{instance.Path}' of the session is not the one that was archived.", "Run Test-DeidStore -Checksum; restore the session from a backup.");
        }
    }

    private static bool IsSameFolder(string folder, byte[] description, IReadOnlyList<ManifestInstance> instances)
    {
        var file = Path.Combine(folder, ExportFile.Manifest);
        return File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(description)
            && instances.All(i => File.Exists(Path.Combine(folder, i.Path)) && SessionManifest.Checksum(Path.Combine(folder, i.Path)) == i.Sha256);
    }

    private static bool IsSameZip(string path, byte[] description, IReadOnlyList<ManifestInstance> instances)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var expected = instances.Select(i => (i.Path, i.Sha256)).Append((ExportFile.Manifest, Convert.ToHexStringLower(SHA256.HashData(description))));
            return zip.Entries.Count == instances.Count + 2 && expected.All(e => zip.GetEntry(e.Item1) is { } entry && Hash(entry) == e.Item2);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static string Hash(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void Replace(string temporary, string target, bool isZip)
    {
        if (isZip)
        {
            File.Move(temporary, target, overwrite: true);
            PrivateFile.Settle(target);
            return;
        }

        // An earlier attempt may have ended between two of these lines: then the old export lies aside already.
        var old = temporary + "-old";
        if (Directory.Exists(target))
        {
            DeleteIfThere(old);
            Directory.Move(target, old);
        }

        Directory.Move(temporary, target);
        DeleteIfThere(old);
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class ScanRow
    {
        public string Scan { get; init; } = string.Empty;

        public string Modality { get; init; } = string.Empty;

        public string? Description { get; init; }
    }
}
