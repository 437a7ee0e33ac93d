using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Upkeep;

/// <summary>
/// Compares the catalogue of a store with its folders. What somebody is working on meanwhile is passed over, and what looks wrong is looked at
/// once more, so that a store in use gives no false alarm.
/// </summary>
/// <param name="store">The store, in the name of an administrator.</param>
public sealed class StoreVerifier(DeidStore store)
{
    private const string InCatalog = "catalogue";
    private const string Restore = "Restore it from a backup (Backup-DeidStore).";
    private const string Rebuild = "Update-DeidPrearchive builds the entry again.";
    private const string LookAtIt = "Look who put it there; the store does not need it.";

    /// <summary>Told how many entries and sessions of how many were looked at; null for nobody.</summary>
    public Action<int, int>? OnProgress { get; init; }

    /// <summary>Verifies everything, and gives findings as they come.</summary>
    /// <param name="checksums">True to read every file and compare its checksum; false to compare names and lengths.</param>
    /// <param name="stop">Stops between two files.</param>
    /// <exception cref="StoreException">AccessDenied for all but administrators.</exception>
    public IEnumerable<StoreFinding> Verify(bool checksums, CancellationToken stop)
    {
        store.Read(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
            return true;
        });
        return Findings(checksums, stop);
    }

    private IEnumerable<StoreFinding> Findings(bool checksums, CancellationToken stop)
    {
        foreach (var finding in Catalogue())
        {
            yield return finding;
        }

        var entries = store.Catalog.Read(tx => tx.Query<string>("select id from entry order by id"));
        var sessions = store.Catalog.Read(tx => tx.Query<string>("select id from session order by id"));
        var done = 0;
        var checks = entries.Select(id => new Func<IReadOnlyList<StoreFinding>>(() => Entry(id, checksums, stop))).Concat(sessions.Select(id => new Func<IReadOnlyList<StoreFinding>>(() => Session(id, checksums, stop))));
        foreach (var check in checks)
        {
            stop.ThrowIfCancellationRequested();

            // Twice: an operation may have begun and ended between reading the row and looking at the files.
            var findings = check();
            foreach (var finding in findings.Count == 0 ? findings : check())
            {
                yield return finding;
            }

            OnProgress?.Invoke(++done, entries.Count + sessions.Count);
        }

        foreach (var finding in Held().Concat(Folders(StoreLayout.PrearchiveName)).Concat(Folders(StoreLayout.ArchiveName)))
        {
            stop.ThrowIfCancellationRequested();
            yield return finding;
        }
    }

    private List<StoreFinding> Catalogue()
    {
        List<StoreFinding> findings = [];
        void Expect(string what, long count)
        {
            if (count != 0)
            {
                findings.Add(new StoreFinding(StoreFindingKind.CatalogInvalid, InCatalog, FormattableString.Invariant($"{count} {what}."), Restore));
            }
        }

        store.Catalog.Read(tx =>
        {
            if (store.Catalog.Kind == CatalogKind.Sqlite)
            {
                Expect("place(s) of its file are damaged", tx.Query<string>("pragma integrity_check").Count(line => line != "ok"));
            }

            Expect("session(s) of no subject or no project", tx.Number("select count(*) from session s where not exists (select 1 from subject u where u.id = s.subject and u.project = s.project) or not exists (select 1 from project p where p.id = s.project)"));
            Expect("subject(s) without a session", tx.Number("select count(*) from subject u where not exists (select 1 from session s where s.subject = u.id)"));
            Expect("share(s) of a session that is gone", tx.Number("select count(*) from share h where h.state = 'Active' and not exists (select 1 from session s where s.id = h.session)"));
            Expect("entry(s) for a project that is not there", tx.Number("select count(*) from entry e where e.project is not null and not exists (select 1 from project p where p.id = e.project)"));
            Expect("session(s) whose series give other numbers than the session", tx.Number(
                "select count(*) from session s where s.operation is null and (s.series, s.instances, s.bytes) <> (select count(*), coalesce(sum(x.instances), 0), coalesce(sum(x.bytes), 0) from sessionseries x where x.session = s.id)"));
            return true;
        });
        return findings;
    }

    private List<StoreFinding> Entry(string id, bool readAll, CancellationToken stop)
    {
        List<StoreFinding> findings = [];
        var (entry, isInUse) = store.Catalog.Read(tx => (
            tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id", new { id }),
            tx.Number("select count(*) from writer where entry = @id", new { id }) > 0));
        if (entry is null || isInUse || entry.IsLocked || entry.StateValue == EntryState.Receiving)
        {
            return findings;
        }

        var folder = store.Layout.Full(entry.Folder);
        if (!Directory.Exists(folder))
        {
            findings.Add(new StoreFinding(StoreFindingKind.FolderMissing, entry.Folder, FormattableString.Invariant($"The folder of entry {id} is gone, with {entry.Instances} instance(s)."), Restore));
            return findings;
        }

        // Of files that are no objects (C14) the row has no numbers.
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        var objects = files.Where(f => f.Extension == ".dcm").ToList();
        var index = readAll ? ObjectIndex.Read(folder, stop) : null;
        var (count, bytes) = index is null ? (objects.Count, objects.Sum(f => f.Length)) : (index.Objects.Count, index.Bytes);
        var hasUnreadable = entry.Conflicts.Contains(nameof(ConflictCode.C14), StringComparison.Ordinal);
        if (index is null && hasUnreadable ? count < entry.Instances : count != entry.Instances || bytes != entry.Bytes)
        {
            findings.Add(new StoreFinding(
                StoreFindingKind.CountDiffers, entry.Folder, FormattableString.Invariant($"Entry {id} has {entry.Instances} instance(s) of {entry.Bytes} bytes in the catalogue, its folder {count} of {bytes}."), Rebuild));
        }

        findings.AddRange(files.Where(f => f.Extension != ".dcm").Select(f => Unlisted(f.FullName)));
        return findings;
    }

    private List<StoreFinding> Session(string id, bool checksums, CancellationToken stop)
    {
        List<StoreFinding> findings = [];
        if (store.Catalog.Read(tx => SessionRow.Find(tx, id)) is not { Operation: null } session)
        {
            return findings;
        }

        void Add(StoreFindingKind kind, string place, string message) => findings.Add(new StoreFinding(kind, place, message, Restore));
        var folder = store.Layout.Full(session.Folder);
        if (!Directory.Exists(folder))
        {
            Add(StoreFindingKind.FolderMissing, session.Folder, FormattableString.Invariant($"The folder of a session is gone, with {session.Instances} instance(s)."));
            return findings;
        }

        SessionManifest manifest;
        try
        {
            manifest = SessionManifest.Read(folder);
        }
        catch (StoreException error)
        {
            Add(StoreFindingKind.ManifestInvalid, $"{session.Folder}/{SessionManifest.FileName}", error.Message);
            return findings;
        }

        if (manifest.Id != id || manifest.Project != session.Project || manifest.Subject != session.Subject || manifest.Session != session.Label)
        {
            Add(StoreFindingKind.ManifestInvalid, $"{session.Folder}/{SessionManifest.FileName}", "The manifest is that of another session, or of other labels.");
        }

        var bytes = manifest.Instances.Sum(i => i.Bytes);
        if (manifest.Instances.Count != session.Instances || bytes != session.Bytes)
        {
            Add(StoreFindingKind.CountDiffers, session.Folder, FormattableString.Invariant($"The session has {session.Instances} instance(s) of {session.Bytes} bytes in the catalogue, its manifest {manifest.Instances.Count} of {bytes}."));
        }

        foreach (var instance in manifest.Instances)
        {
            stop.ThrowIfCancellationRequested();
            var file = new FileInfo(Path.Combine(folder, instance.Path));
            if (!file.Exists)
            {
                Add(StoreFindingKind.FileMissing, $"{session.Folder}/{instance.Path}", "An instance is gone.");
            }
            else if (file.Length != instance.Bytes || (checksums && SessionManifest.Checksum(file.FullName) != instance.Sha256))
            {
                Add(StoreFindingKind.FileChanged, $"{session.Folder}/{instance.Path}", file.Length != instance.Bytes ? "An instance has another length." : "An instance has another checksum.");
            }
        }

        var listed = manifest.Instances.Select(i => Path.GetFullPath(Path.Combine(folder, i.Path))).Append(Path.Combine(folder, SessionManifest.FileName)).Append(Path.Combine(folder, SessionManifest.ChecksumName)).ToHashSet(StringComparer.Ordinal);
        findings.AddRange(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !listed.Contains(f)).Select(Unlisted));
        return findings;
    }

    /// <summary>Originals that are held encrypted: those that rows tell of, and no others. What is just being written is younger than the rows, so the rows are read last.</summary>
    private IEnumerable<StoreFinding> Held()
    {
        var files = Directory.Exists(store.Layout.Hold) ? Directory.EnumerateFiles(store.Layout.Hold, "*", SearchOption.AllDirectories).ToList() : [];
        var writing = store.Catalog.Read(tx => tx.Number("select count(*) from writer")) > 0;
        var rows = store.Catalog.Read(tx => tx.Query<string>("select path from discard where path is not null")).ToHashSet(StringComparer.Ordinal);
        foreach (var path in rows.Where(r => !File.Exists(Path.Combine(store.Layout.Hold, r))))
        {
            // Deleted between the two looks?
            if (store.Catalog.Read(tx => tx.Number("select count(*) from discard where path = @path", new { path })) > 0)
            {
                yield return new StoreFinding(StoreFindingKind.FileMissing, Relative(Path.Combine(store.Layout.Hold, path)), "An original that was held back is gone.", Restore);
            }
        }

        if (writing)
        {
            yield break;
        }

        var names = rows.Select(r => Path.ChangeExtension(Path.Combine(store.Layout.Hold, r), null)).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files.Where(f => !names.Contains(Path.ChangeExtension(f, null)) && File.Exists(f)))
        {
            yield return Unlisted(file);
        }
    }

    /// <summary>Folders three levels below, where entries and sessions lie, that no row names.</summary>
    private IEnumerable<StoreFinding> Folders(string area)
    {
        var root = store.Layout.Full(area);
        if (!Directory.Exists(root))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, AttributesToSkip = FileAttributes.None }))
        {
            var place = Relative(path);
            var isDeep = place.Count(c => c == '/') == 3;
            if ((isDeep || File.Exists(path)) && !IsKnown(place) && Path.Exists(path))
            {
                yield return Unlisted(path);
            }
        }
    }

    private bool IsKnown(string folder) => store.Catalog.Read(tx => tx.Number(
        "select (select count(*) from entry where folder = @folder) + (select count(*) from session where folder = @folder) + (select count(*) from operation where source = @folder or target = @folder)", new { folder })) > 0;

    private StoreFinding Unlisted(string path) => new(StoreFindingKind.Unlisted, Relative(path), "Nothing in the catalogue refers to it.", LookAtIt);

    private string Relative(string path) => Path.GetRelativePath(store.Layout.Root, path).Replace('\\', '/');
}
