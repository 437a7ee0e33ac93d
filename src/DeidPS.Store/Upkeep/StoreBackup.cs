using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Upkeep;

/// <summary>
/// Copies a store that is in use. The backup is a store itself, with its catalogue in a file whatever the original's is kept in: it can be opened,
/// tested and searched where it lies. Files are copied first, while work goes on; then everybody waits for the moment in which the last differences and
/// the catalogue are copied.
/// </summary>
/// <param name="store">The store, in the name of an administrator.</param>
public sealed class StoreBackup(DeidStore store)
{
    /// <summary>With so few files to copy, others can wait.</summary>
    private const int FewFiles = 50;

    /// <summary>After so many passes they wait anyway: more comes than can be copied.</summary>
    private const int MostPasses = 5;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>What belongs to running processes, and what the new catalogue has of its own.</summary>
    private static readonly string[] s_left = ["process", "writer", "operation", "schemaversion"];

    /// <summary>How long work on files may be under way before the backup gives up waiting for a moment without any. Default 10 min.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Told how many entries and sessions of how many are copied; null for nobody.</summary>
    public Action<int, int>? OnProgress { get; init; }

    /// <summary>Makes a backup, or brings one up to date.</summary>
    /// <param name="destination">Full path of a folder: empty, missing, or an earlier backup of this store.</param>
    /// <param name="stop">Stops between files; the same call goes on later. Until then the folder is no store.</param>
    /// <exception cref="StoreException">AccessDenied for all but administrators; StoreValueInvalid, StoreUnusable, StoreBusy.</exception>
    public BackupResult Run(string destination, CancellationToken stop)
    {
        var target = new StoreLayout(Path.GetFullPath(destination));
        store.Write(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
            store.Record(tx, new AuditEvent { Action = "BackupBegun" });
        });
        Claim(target);
        try
        {
            var files = new BackupFiles(store.Layout, target, stop);
            for (var pass = 0; pass < MostPasses && store.Catalog.Read(tx => files.Pass(tx, OnProgress)) > FewFiles; pass++)
            {
            }

            Settle(files, target, stop);
            AuditFiles.Append(store.Catalog, store.Layout.Audit);
            files.CopyAudit();
            SiteFile.Write(target, null);
            files.Prune();
            File.Delete(MarkOf(target));
            store.Catalog.Write(tx => store.Record(
                tx, new AuditEvent { Action = "Backup" }.With("sessions", files.Result.Sessions).With("entries", files.Result.Entries).With("held", files.Result.Held).With("damaged", files.Result.Damaged)));
            return files.Result with { Copied = files.Copied, Bytes = files.Bytes };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreException.StoreUnusable, $"The backup cannot be written ({error.GetType().Name}).", "Check free space and permissions of the destination; run the command again, it goes on where it stood.");
        }
    }

    /// <summary>Says which store an unfinished backup is of.</summary>
    private static string MarkOf(StoreLayout target) => Path.Combine(target.Root, "backup.new");

    /// <summary>The differences and the catalogue at a moment without work on files. Nobody can begin any meanwhile: that takes a transaction, and this is one.</summary>
    private void Settle(BackupFiles files, StoreLayout target, CancellationToken stop)
    {
        var end = store.Clock.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var isDone = store.Catalog.Write(tx =>
            {
                if (tx.Number("select count(*) from operation") > 0)
                {
                    return false;
                }

                files.Pass(tx, null);
                CopyCatalog(tx, target);
                return true;
            });
            if (isDone)
            {
                return;
            }

            if (store.Clock.GetElapsedTime(end) > Patience)
            {
                throw new StoreException(StoreException.StoreBusy, "Work on files went on all the time.", "Run the command again at a quieter hour; it goes on where it stood.");
            }

            stop.WaitHandle.WaitOne(s_pause);
        }
    }

    private void CopyCatalog(CatalogTransaction tx, StoreLayout target)
    {
        var temporary = target.CatalogFile + ".new";
        Remove(temporary);
        using (var copy = CatalogDatabase.OpenFile(temporary, create: true))
        {
            copy.Write(to =>
            {
                foreach (var table in to.Query<string>("select name from sqlite_master where type = 'table' order by name").Except(s_left))
                {
                    CopyTable(tx, to, table);
                }
            });
        }

        Remove(target.CatalogFile);
        File.Move(temporary, target.CatalogFile);
    }

    private static void CopyTable(CatalogTransaction from, CatalogTransaction to, string table)
    {
        string? insert = null;
        foreach (IDictionary<string, object> row in from.Stream<dynamic>($"select * from {table}"))
        {
            insert ??= $"insert into {table} ({string.Join(", ", row.Keys)}) values ({string.Join(", ", row.Keys.Select(k => "@" + k))})";
            to.Execute(insert, row);
        }
    }

    private static void Remove(string catalog)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(catalog + suffix);
        }
    }

    /// <summary>From now on the folder is no store, until the backup is whole.</summary>
    private void Claim(StoreLayout target)
    {
        var (own, other) = (WithEnd(store.Layout.Root), WithEnd(target.Root));
        if (own.StartsWith(other, StringComparison.OrdinalIgnoreCase) || other.StartsWith(own, StringComparison.OrdinalIgnoreCase))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A backup lies neither in its store nor around it.", "Choose another folder, on another disk.");
        }

        try
        {
            if (Directory.Exists(target.Root) && Directory.EnumerateFileSystemEntries(target.Root).Any() && !IsBackup(target))
            {
                throw new StoreException(StoreException.StoreUnusable, $"The folder '{target.Root}' holds something else than a backup of this store.", "Choose a folder that is empty or not there yet, or an earlier backup of this store.");
            }

            DeidStore.CreateFolders(target);
            File.WriteAllText(MarkOf(target), Identity());
            File.Delete(target.SiteFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreException.StoreUnusable, $"The folder '{target.Root}' cannot be used for a backup ({error.GetType().Name}).", "Choose a folder that this account may write to.");
        }
    }

    private bool IsBackup(StoreLayout target)
    {
        if (File.Exists(MarkOf(target)))
        {
            return File.ReadAllText(MarkOf(target)) == Identity();
        }

        if (!File.Exists(target.SiteFile) || !File.Exists(target.CatalogFile))
        {
            return false;
        }

        // A copy that somebody has worked with since has lines of its own, and is not overwritten.
        using var catalog = SiteFile.Open(target);
        var last = catalog.Kind == CatalogKind.Sqlite ? catalog.Read(tx => tx.Find<AuditRecord>("select sequence, time, actor, project, record, hash from audit order by sequence desc limit 1")) : null;
        return last is not null && store.Catalog.Read(tx => tx.Number("select count(*) from audit where sequence = @Sequence and hash = @Hash", last)) > 0;
    }

    /// <summary>The first line of the audit trail tells stores apart.</summary>
    private string Identity() => store.Catalog.Read(tx => tx.Find<string>("select hash from audit where sequence = 1")) ?? string.Empty;

    private static string WithEnd(string folder) => Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
}
