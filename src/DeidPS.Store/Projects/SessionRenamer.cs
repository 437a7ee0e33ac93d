using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;

namespace DeidPS.Store.Projects;

/// <summary>
/// Gives archived sessions other labels (workflow section 10): in the attributes that hold labels, in the name of the folder, in manifest and catalogue. UIDs, dates and
/// everything else stay. The session is made anew beside the old one, which goes last: a kill at any moment leaves it under its old labels or under its new ones.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="key">The site's key: objects are sealed anew.</param>
public sealed class SessionRenamer(DeidStore store, DeidKey key)
{
    /// <summary>Told how many instances of how many are done; null for nobody.</summary>
    public Action<int, int>? OnProgress { get; init; }

    /// <summary>Renames a session.</summary>
    /// <param name="request">Which, and to what.</param>
    /// <param name="stop">Stops between instances; the session then is as it was.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied, StateConflict, ArchiveConflict, StoreBusy, StoreValueInvalid, StoreUnusable.</exception>
    public DeidSession Rename(RenameRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        store.BindKey(key);
        store.Process.Register();
        OperationRow? operation = null;
        var plan = store.Write(tx => Begin(tx, request, out operation));
        store.Reached("rename.begun");
        try
        {
            var bytes = Make(plan, operation!, stop);
            store.Reached("rename.staged");
            store.Write(tx => Commit(tx, plan, request, operation!, bytes));
            store.Reached("rename.committed");
            Complete(store, operation!);
        }
        catch (Exception)
        {
            OperationJournal.GiveBack(store, operation!, tx => OperationJournal.TakeBack(tx, operation!));
            throw;
        }

        return new SessionBook(store).Get(plan.Row.Project, plan.Session);
    }

    /// <summary>Carries a renaming to its end from where it was committed; also after a kill.</summary>
    internal static void Complete(DeidStore store, OperationRow operation)
    {
        if (operation.StepValue != OperationStep.Removing)
        {
            SessionFolder.Publish(store, operation);
            store.Reached("rename.published");
            store.Catalog.Write(tx => OperationJournal.Advance(tx, store, operation, OperationStep.Removing));
        }

        StoreFolders.Remove(store.Layout, operation.Source!, operation.Work);
        store.Reached("rename.removed");
        store.Catalog.Write(tx =>
        {
            OperationJournal.End(tx, store, operation);
            OperationJournal.LetSessionsGo(tx, operation);
        });
        store.Reached("rename.done");
        StoreFolders.Delete(store.Layout, operation.Work);
    }

    private RenamePlan Begin(CatalogTransaction tx, RenameRequest request, out OperationRow operation)
    {
        var plan = RenamePlan.Decide(tx, store, request, null);
        operation = OperationJournal.Begin(tx, store, new OperationRow { Kind = nameof(OperationKind.Rename), Project = plan.Row.Project, Session = plan.Row.Id, Source = plan.Row.Folder, Target = plan.Folder });
        tx.Execute("update session set operation = @Id where id = @Session", operation);
        return plan;
    }

    /// <summary>Makes the session under its new labels in the folder of the operation.</summary>
    /// <returns>Bytes of each scan.</returns>
    private Dictionary<string, long> Make(RenamePlan plan, OperationRow operation, CancellationToken stop)
    {
        var (from, to) = (store.Layout.Full(plan.Row.Folder), store.Layout.Full($"{operation.Work}/session"));
        var manifest = SessionManifest.Read(from);
        var change = new LabelChange(key.ForProject(plan.Row.Project), key) { Subject = (plan.Row.Subject, plan.Subject), Session = (plan.Row.Label, plan.Session) };
        var instances = new List<ManifestInstance>();
        foreach (var instance in manifest.Instances)
        {
            stop.ThrowIfCancellationRequested();
            instances.Add(Relabel(change, instance, from, to, stop));
            store.Reached("rename.instance");
            OnProgress?.Invoke(instances.Count, manifest.Instances.Count);
        }

        (manifest with { Subject = plan.Subject, Session = plan.Session, Instances = instances }).Write(to);
        return instances.GroupBy(i => i.Path.Split('/')[1]).ToDictionary(g => g.Key, g => g.Sum(i => i.Bytes));
    }

    private static ManifestInstance Relabel(LabelChange change, ManifestInstance instance, string from, string to, CancellationToken stop)
    {
        var (source, target) = (instance.RequireWhole(from), Path.Combine(to, instance.Path));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using (var file = DicomFile.Open(source))
        {
            if (change.Apply(file) is null)
            {
                throw new StoreException(StoreException.StoreUnusable, $"File '{instance.Path}' of the session is not as the project's policy left it.", "Restore the session from a backup.");
            }

            file.Save(target, overwrite: true, durable: true, stop);
        }

        return instance with { Sha256 = SessionManifest.Checksum(target), Bytes = new FileInfo(target).Length };
    }

    private void Commit(CatalogTransaction tx, RenamePlan before, RenameRequest request, OperationRow operation, Dictionary<string, long> bytes)
    {
        OperationJournal.Advance(tx, store, operation, OperationStep.Committed);
        var plan = RenamePlan.Decide(tx, store, request, operation.Id);
        if (plan.Folder != before.Folder)
        {
            throw new StoreException(StoreException.StateConflict, $"Project '{plan.Row.Project}' was changed while the session was being renamed.", "Run the command again.");
        }

        var subject = SessionFolder.SubjectId(tx, store, plan.Row.Project, plan.Subject, plan.Row.PatientKey);
        tx.Execute(
            "update session set subject = @subject, label = @Session, folded = @Folded, folder = @Folder, bytes = @Bytes where id = @Id",
            new { subject, plan.Session, Folded = ProjectBook.Fold(plan.Session), plan.Folder, Bytes = bytes.Values.Sum(), plan.Row.Id });
        foreach (var (scan, size) in bytes)
        {
            tx.Execute("update sessionseries set bytes = @size where session = @Id and scan = @scan", new { size, plan.Row.Id, scan });
        }

        tx.Execute("delete from subject where id = @SubjectId and not exists (select 1 from session where session.subject = @SubjectId)", plan.Row);
        store.Record(
            tx,
            new AuditEvent { Action = "RenameSession", Project = plan.Row.Project, Item = plan.Row.Id, Reason = request.Reason }.With("fromSubject", plan.Row.Subject).With("fromSession", plan.Row.Label).With("subject", plan.Subject)
                .With("session", plan.Session).With("overrides", request.Force ? "Force" : null));
    }
}
