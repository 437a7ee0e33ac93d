using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Operations;

/// <summary>
/// Finds what processes that died left under way, and carries it on or takes it back, so that every instance is in one place. Age alone decides
/// nothing: a process is dead when its machine says so, or when its heartbeat stopped.
/// </summary>
/// <param name="store">The store.</param>
internal sealed class StoreRecovery(DeidStore store)
{
    /// <summary>Setting that says that a process died since the folder of what is held back was looked through.</summary>
    private const string Unswept = "holdunswept";

    /// <summary>By how much the clocks of machines and of file servers may differ.</summary>
    private static readonly TimeSpan s_clockDifference = TimeSpan.FromMinutes(10);

    /// <summary>Recovers what there is to recover.</summary>
    /// <returns>How many operations were carried on or taken back.</returns>
    public int Run()
    {
        try
        {
            return Carry();
        }
        finally
        {
            RemoveForgotten();
            RemoveUnrecorded();
        }
    }

    private int Carry()
    {
        if (store.Catalog.Read(tx => tx.Number("select (select count(*) from process) + (select count(*) from operation)")) == 0)
        {
            return 0;
        }

        var operations = store.Catalog.Write(Claim);
        foreach (var operation in operations)
        {
            try
            {
                Recover(operation);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or StoreException)
            {
                // This account may not, or something has a file open: the row stays, and the next one tries again.
                store.Catalog.Write(tx => tx.Execute("update operation set process = 'abandoned' where id = @Id and process = @Process", new { operation.Id, Process = store.Process.Id }));
            }
        }

        return operations.Count;
    }

    /// <summary>Deletes folders of operations that are struck off: their process was killed just before it would have done so itself.</summary>
    private void RemoveForgotten()
    {
        // The folders first, then the rows: a folder is made after its row, so one without a row belongs to nobody any more.
        var folders = Directory.Exists(store.Layout.Work) ? Directory.EnumerateDirectories(store.Layout.Work).Select(f => Path.GetFileName(f)).ToList() : [];
        if (folders.Count == 0)
        {
            return;
        }

        var known = store.Catalog.Read(tx => tx.Query<string>("select id from operation")).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in folders.Where(f => !known.Contains(f)))
        {
            try
            {
                StoreFolders.Delete(store.Layout, $"work/{folder}");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Its process is just doing it, or this account may not; the next one tries again.
            }
        }
    }

    /// <summary>
    /// Deletes encrypted files of instances that were held back and never put on record, and what was half written: their process was killed before it
    /// answered, so their sender has them still. What somebody who is alive may be about to put on record stays.
    /// </summary>
    private void RemoveUnrecorded()
    {
        if (store.Catalog.Read(tx => tx.Number("select count(*) from setting where name = @Unswept", new { Unswept })) == 0)
        {
            return;
        }

        try
        {
            // The files first, then the rows: who writes a file has a row as a writer before, and until it is on record.
            var files = new DirectoryInfo(store.Layout.Hold).EnumerateFiles().Select(f => (f.FullName, f.Name, f.LastWriteTimeUtc)).ToList();
            var (known, since) = store.Catalog.Read(tx => (
                tx.Query<string>("select path from discard where path is not null").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal),
                tx.Query<long>("select since from writer order by since limit 1")));
            var before = since is [var first] ? DateTimeOffset.FromUnixTimeMilliseconds(first) - s_clockDifference : DateTimeOffset.MaxValue;
            var unrecorded = files.Where(f => !known.Contains(Path.GetFileNameWithoutExtension(f.Name))).ToList();
            foreach (var (path, _, _) in unrecorded.Where(f => f.LastWriteTimeUtc < before))
            {
                File.Delete(path);
            }

            if (unrecorded.TrueForAll(f => f.LastWriteTimeUtc < before))
            {
                store.Catalog.Write(tx => tx.Execute("delete from setting where name = @Unswept", new { Unswept }));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // This account may not see what is held, or the disk cannot be written; the next one tries again.
        }
    }

    /// <summary>Takes over what the dead left; from then on they cannot go on with it.</summary>
    private List<OperationRow> Claim(CatalogTransaction tx)
    {
        var dead = store.Process.Dead(tx);
        foreach (var id in dead)
        {
            tx.Execute("delete from process where id = @id", new { id });
        }

        if (dead.Count > 0)
        {
            tx.Execute("insert into setting (name, value) values (@Unswept, '1') on conflict (name) do nothing", new { Unswept });
        }

        QueueLease.Recover(tx, store.Now);
        RequestPlanner.RemoveUnfinished(tx);
        var released = tx.Execute("delete from writer where not exists (select 1 from process where process.id = writer.process)");
        var operations = tx.Query<OperationRow>($"select {OperationRow.Columns} from operation where not exists (select 1 from process where process.id = operation.process) order by started");
        if (operations.Count == 0)
        {
            return [];
        }

        store.Process.Register(tx);
        foreach (var operation in operations)
        {
            tx.Execute("update operation set process = @Process where id = @Id", new { operation.Id, Process = store.Process.Id });
            store.Record(tx, new AuditEvent { Action = "Recover", Project = operation.Project, Item = operation.Entry ?? operation.Session }.With("operation", operation.Kind).With("step", operation.Step).With("writers", released));
        }

        return [.. operations];
    }

    private void Recover(OperationRow operation)
    {
        switch (operation.KindValue)
        {
            case OperationKind.Build:
                store.Catalog.Write(tx => new EntryBuilder(store).Abandon(tx, operation));
                break;
            case OperationKind.Move:
                new PrearchiveBook(store).FinishMove(operation);
                break;
            case OperationKind.DeleteEntry:
                new PrearchiveBook(store).FinishRemove(operation);
                break;
            case OperationKind.Archive when operation.StepValue == OperationStep.Begun:
                store.Catalog.Write(tx => Archiver.TakeBack(tx, store, operation, null));
                StoreFolders.Delete(store.Layout, operation.Work);
                break;
            case OperationKind.Archive:
                Archiver.Complete(store, operation);
                break;
            case OperationKind.Copy or OperationKind.Rename when operation.StepValue == OperationStep.Begun:
                store.Catalog.Write(tx => OperationJournal.TakeBack(tx, operation));
                StoreFolders.Delete(store.Layout, operation.Work);
                break;
            case OperationKind.Copy:
                SessionCopier.Complete(store, operation);
                break;
            case OperationKind.Rename:
                SessionRenamer.Complete(store, operation);
                break;
            case OperationKind.DeleteSession:
                new SessionBook(store).FinishRemove(operation);
                break;
        }
    }
}
