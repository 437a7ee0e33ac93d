using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Lookup;
using DeidPS.Store.Operations;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Prearchive;

/// <summary>The prearchive of a store (workflow section 9), in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class PrearchiveBook(DeidStore store)
{
    private readonly EntryBuilder _builder = new(store);

    /// <summary>Entries the caller may see, in the order in which they arrived; read as they come.</summary>
    public IEnumerable<PrearchiveEntry> List(PrearchiveFilter? filter = null)
    {
        filter ??= new PrearchiveFilter();
        var sight = new EntrySight(store.Catalog, store.Caller);
        foreach (var row in new EntryQuery(filter).Rows(store.Catalog))
        {
            if (sight.Allows(row.Project, row.CallingAE))
            {
                yield return row.ToEntry();
            }
        }
    }

    /// <summary>An entry.</summary>
    /// <exception cref="StoreException">StoreItemNotFound: there is none that the caller may see.</exception>
    public PrearchiveEntry Get(string id) => List(new PrearchiveFilter { Ids = [id] }).FirstOrDefault() ?? throw Missing(id);

    /// <summary>Gives an entry other labels.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="subject">Subject label; null to keep it.</param>
    /// <param name="session">Session label; null to keep it.</param>
    /// <exception cref="StoreException">StoreItemNotFound, StoreValueInvalid, StateConflict, AccessDenied.</exception>
    public PrearchiveEntry SetLabels(string id, string? subject, string? session)
    {
        if (subject is not null)
        {
            LabelRules.Check(subject);
        }

        if (session is not null)
        {
            LabelRules.Check(session);
        }

        return store.Write(tx =>
        {
            var entry = Load(tx, id);
            DemandEdit(tx, entry);
            RequireFree(entry);
            tx.Execute("update entry set subject = coalesce(@subject, subject), session = coalesce(@session, session) where id = @id", new { id, subject, session });
            EntryBuilder.Judge(tx, store, id);
            store.Record(tx, new AuditEvent { Action = "SetLabels", Project = entry.Project, Item = id }.With("subject", subject).With("session", session));
            return Load(tx, id).ToEntry();
        });
    }

    /// <summary>Accepts what is to be known about an entry, after somebody looked.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="flags">What is accepted; a default label cannot be.</param>
    /// <param name="reason">Why; recorded.</param>
    public PrearchiveEntry Accept(string id, EntryFlags flags, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A review needs a reason.", "Give -Reason.");
        }

        return store.Write(tx =>
        {
            var entry = Load(tx, id);
            DemandEdit(tx, entry);
            RequireFree(entry);
            tx.Execute("update entry set reviewed = @Reviewed where id = @id", new { id, Reviewed = entry.Reviewed | (long)(flags & ~EntryFlags.DefaultLabel) });
            EntryBuilder.Judge(tx, store, id);
            store.Record(tx, new AuditEvent { Action = "AcceptReview", Project = entry.Project, Item = id, Reason = reason }.With("flags", flags));
            return Load(tx, id).ToEntry();
        });
    }

    /// <summary>Counts and checks an entry anew; also one that still counts as receiving, when nobody is writing to it.</summary>
    /// <exception cref="StoreException">StoreItemNotFound, StoreBusy, AccessDenied.</exception>
    public PrearchiveEntry Rebuild(string id, CancellationToken stop)
    {
        store.Read(tx =>
        {
            var entry = Load(tx, id);
            DemandEdit(tx, entry);
            RequireUnlocked(entry);
            return entry;
        });
        if (!_builder.Build(id, stop))
        {
            throw new StoreException(StoreException.StoreBusy, $"Entry {id} is being written to.", "Wait until the sender has ended.");
        }

        return Get(id);
    }

    /// <summary>Builds every entry to which nothing came for a while.</summary>
    /// <returns>How many were built.</returns>
    public int BuildIdle(CancellationToken stop)
    {
        var built = 0;
        foreach (var id in _builder.Idle())
        {
            stop.ThrowIfCancellationRequested();
            built += _builder.Build(id, stop) ? 1 : 0;
        }

        return built;
    }

    /// <summary>Moves an entry to a project's prearchive. No policy runs: what the site's policy made stays as it is.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="project">The project by id or alias.</param>
    public PrearchiveEntry Assign(string id, string project)
    {
        store.Process.Register();
        var operation = store.Write(tx =>
        {
            var entry = Load(tx, id);
            var target = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
            DemandAssign(tx, entry, target);
            ProjectBook.RequireActive(new ProjectBook(store).Load(tx, target)!);
            RequireFree(entry);
            if (entry.Project == target)
            {
                return null;
            }

            return BeginMove(tx, entry, target);
        });
        if (operation is not null)
        {
            store.Reached("move.begun");
            FinishMove(operation);
        }

        return Get(id);
    }

    /// <summary>Deletes an entry with its files and what was held back for it.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="reason">Why; recorded.</param>
    public void Remove(string id, string? reason)
    {
        store.Process.Register();
        var operation = store.Write(tx =>
        {
            var entry = Load(tx, id);
            store.Demand(tx, new AccessRequest { Action = entry.Project is null ? StoreAction.AssignUnassigned : StoreAction.DeleteEntry, Project = entry.Project, IsOwnUpload = entry.CreatedBy == store.Caller.Identity });
            RequireFree(entry);
            return BeginRemove(tx, entry, reason);
        });
        store.Reached("remove.begun");
        FinishRemove(operation);
    }

    /// <summary>Begins to delete an entry.</summary>
    internal OperationRow BeginRemove(CatalogTransaction tx, EntryRow entry, string? reason)
    {
        var row = OperationJournal.Begin(tx, store, new OperationRow { Kind = nameof(OperationKind.DeleteEntry), Entry = entry.Id, Project = entry.Project, Source = entry.Folder });
        tx.Execute("update entry set state = 'Deleting', operation = @Id where id = @Entry", row);
        store.Record(tx, new AuditEvent { Action = "RemoveEntry", Project = entry.Project, Item = entry.Id, Reason = reason }.With("instances", entry.Instances));
        return row;
    }

    /// <summary>Carries a move to its end; also after a kill.</summary>
    internal void FinishMove(OperationRow operation)
    {
        StoreFolders.Move(store.Layout, operation.Source!, operation.Target!);
        store.Reached("move.moved");
        StoreFolders.RemoveEmptyParents(store.Layout, operation.Source!);
        store.Catalog.Write(tx =>
        {
            OperationJournal.End(tx, store, operation);
            tx.Execute("update entry set project = @Project, folder = @Target, operation = null where id = @Entry", operation);
            LookupBook.Assign(tx, operation.Entry!, operation.Project);
            EntryBuilder.Judge(tx, store, operation.Entry!);
        });
        store.Reached("move.done");
    }

    /// <summary>Carries a deletion to its end; also after a kill.</summary>
    internal void FinishRemove(OperationRow operation)
    {
        StoreFolders.Remove(store.Layout, operation.Source!, operation.Work);
        store.Reached("remove.removed");
        store.Catalog.Write(tx =>
        {
            OperationJournal.End(tx, store, operation);
            HeldOriginals.Remove(tx, store, operation);
            RequestBook.ForgetEntry(tx, operation.Entry!);
            Forget(tx, operation.Entry!);
        });
        store.Reached("remove.done");
        StoreFolders.Delete(store.Layout, operation.Work);
    }

    /// <summary>Deletes the rows of an entry.</summary>
    internal static void Forget(CatalogTransaction tx, string entry)
    {
        LookupBook.EraseEntry(tx, entry);
        tx.Execute("delete from entryseries where entry = @entry", new { entry });
        tx.Execute("delete from entry where id = @entry", new { entry });
    }

    internal static EntryRow Load(CatalogTransaction tx, string id) => tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id", new { id }) ?? throw Missing(id);

    internal static StoreException Missing(string id) => new(StoreException.StoreItemNotFound, $"There is no entry {id} in the prearchive that you may see.", "Get-DeidPrearchive lists those there are for you.");

    internal void DemandEdit(CatalogTransaction tx, EntryRow entry) => store.Demand(
        tx, new AccessRequest { Action = entry.Project is null ? StoreAction.AssignUnassigned : StoreAction.EditPrearchive, Project = entry.Project });

    /// <summary>Whoever moves an entry to a project needs rights at both ends; an owner may claim what was pushed for his project.</summary>
    internal void DemandAssign(CatalogTransaction tx, EntryRow entry, string target)
    {
        if (entry.Project is null)
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.AssignUnassigned, Project = target, Sender = entry.CallingAE });
            return;
        }

        store.Demand(tx, new AccessRequest { Action = StoreAction.EditPrearchive, Project = entry.Project });
        store.Demand(tx, new AccessRequest { Action = StoreAction.EditPrearchive, Project = target });
    }

    /// <summary>Refuses an entry that somebody has, or that still receives.</summary>
    internal static void RequireFree(EntryRow entry)
    {
        RequireUnlocked(entry);
        if (entry.StateValue == EntryState.Receiving)
        {
            throw new StoreException(StoreException.StateConflict, $"Entry {entry.Id} still receives instances.", "Wait until nothing has come for some minutes, or build it with Update-DeidPrearchive.");
        }
    }

    private static void RequireUnlocked(EntryRow entry)
    {
        if (entry.IsLocked)
        {
            throw new StoreException(StoreException.StoreBusy, $"Entry {entry.Id} is in use ({entry.State}).", "Try again when that has ended.");
        }
    }

    private OperationRow BeginMove(CatalogTransaction tx, EntryRow entry, string target)
    {
        var folder = StoreLayout.EntryFolder(target, entry.Id, FolderName(entry));
        var row = OperationJournal.Begin(tx, store, new OperationRow { Kind = nameof(OperationKind.Move), Entry = entry.Id, Project = target, Source = entry.Folder, Target = folder });
        tx.Execute("update entry set state = 'Moving', operation = @Id where id = @Entry", row);
        store.Record(tx, new AuditEvent { Action = "AssignEntry", Project = target, Item = entry.Id }.With("from", entry.Project ?? "Unassigned"));
        return row;
    }

    /// <summary>The last part of an entry's folder stays what it was when it arrived.</summary>
    private static string FolderName(EntryRow entry) => entry.Folder[(entry.Folder.LastIndexOf('/') + 1)..];
}
