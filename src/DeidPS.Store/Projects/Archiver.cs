using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Ingest;
using DeidPS.Store.Lookup;
using DeidPS.Store.Operations;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Projects;

/// <summary>
/// Moves entries into projects, the second level of de-identification (workflow section 10): the project's policy runs over a copy, the copy becomes the
/// session in one rename, and the entry goes last. A kill at any moment leaves the study in the prearchive or in the archive.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="policies">Policies and key.</param>
public sealed class Archiver(DeidStore store, StorePolicies policies)
{
    private SessionStager Stager => field ??= new SessionStager(store, policies, OnProgress);

    /// <summary>Told how many instances of how many are done; null for nobody.</summary>
    public Action<int, int>? OnProgress { get; init; }

    /// <summary>Archives an entry.</summary>
    /// <param name="entry">Its id.</param>
    /// <param name="request">How.</param>
    /// <param name="stop">Stops between instances; the entry then is as it was.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied, StateConflict, ArchiveConflict, StoreBusy.</exception>
    public ArchiveResult Archive(string entry, ArchiveRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        store.BindKey(policies.Key);
        store.Process.Register();
        OperationRow? operation = null;
        var plan = store.Write(tx => Begin(tx, entry, request, out operation));
        if (operation is null)
        {
            return Refuse(plan, stop);
        }

        // What was decided holds: the labels go into the objects now.
        request = request with { Subject = plan.Subject, Session = plan.Session, NewLabel = false };
        store.Reached("archive.begun");
        try
        {
            var stage = Stage(plan, request, operation, stop);
            if (stage.Staged.Count == 0 && stage.Known > 0)
            {
                GiveBack(operation, null);
                return Result(plan, stage, ArchiveStatus.Duplicate);
            }

            SessionStager.RequireSomething(stage, "Look at what was held back; remove the entry with Remove-DeidPrearchive.");
            store.Reached("archive.staged");
            store.Write(tx => Commit(tx, plan, request, operation, stage));
            store.Reached("archive.committed");
            Complete(store, operation);
            return Result(plan, stage, plan.Existing is null ? ArchiveStatus.Archived : request.Overwrite ? ArchiveStatus.Replaced : ArchiveStatus.Appended);
        }
        catch (Exception error)
        {
            GiveBack(operation, error);
            throw;
        }
    }

    /// <summary>Says what archiving would do; changes nothing.</summary>
    public ArchiveResult Preview(string entry, ArchiveRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = store.Read(tx => ArchivePlan.Decide(tx, store, entry, request, isCommitting: false));
        return Result(plan, Stager.Try(plan, Existing(plan, request), stop), ArchiveStatus.Preview) with { Conflicts = plan.Conflicts };
    }

    /// <summary>Carries an archiving to its end from where it was committed; also after a kill.</summary>
    internal static void Complete(DeidStore store, OperationRow operation)
    {
        if (operation.StepValue != OperationStep.Removing)
        {
            SessionFolder.Publish(store, operation);
            store.Reached("archive.published");
            store.Catalog.Write(tx =>
            {
                OperationJournal.Advance(tx, store, operation, OperationStep.Removing);
                tx.Execute("update session set operation = null where id = @Session", operation);
            });
            store.Reached("archive.removing");
        }

        StoreFolders.Remove(store.Layout, operation.Source!, operation.Work);
        store.Reached("archive.removed");
        store.Catalog.Write(tx =>
        {
            OperationJournal.End(tx, store, operation);
            HeldOriginals.Tie(tx, operation);
            PrearchiveBook.Forget(tx, operation.Entry!);
        });
        store.Reached("archive.done");
        StoreFolders.Delete(store.Layout, operation.Work);
    }

    /// <summary>Whether a session has every instance of an entry.</summary>
    internal static bool HoldsAll(DeidStore store, Deid.Pseudonyms.DeidKey projectKey, SessionRow session, EntryRow entry, CancellationToken stop)
    {
        var known = SessionManifest.Read(store.Layout.Full(session.Folder)).Instances.Select(i => i.Key).ToHashSet(StringComparer.Ordinal);
        return ObjectIndex.Read(store.Layout.Full(entry.Folder), stop).Objects.All(o => known.Contains(ArchiveStage.KeyOf(projectKey, o.SopInstanceUid)));
    }

    private ArchivePlan Begin(CatalogTransaction tx, string id, ArchiveRequest request, out OperationRow? operation)
    {
        operation = null;
        var plan = ArchivePlan.Decide(tx, store, id, request, isCommitting: false);
        if (plan.Conflicts.Count > 0)
        {
            if (plan.Conflicts is not [ConflictCode.C02])
            {
                MarkConflict(tx, plan);
            }

            return plan;
        }

        // A policy that cannot run is told when it is to run.
        if (policies.LabelOf(plan.Project.Policy) is { } label)
        {
            PilotRule.Of(tx, plan.Project.Id, label).Require(plan, MachineGroup.OfEntry(tx, id));
        }

        operation = OperationJournal.Begin(tx, store, new OperationRow { Kind = nameof(OperationKind.Archive), Entry = id, Project = plan.Project.Id, Session = plan.Existing?.Id ?? Guid.CreateVersion7().ToString("N"), Source = plan.Entry.Folder, Target = plan.Folder });
        tx.Execute("update entry set state = 'Archiving', operation = @Id where id = @Entry", operation);
        if (plan.Existing is not null)
        {
            tx.Execute("update session set operation = @Id where id = @Session", operation);
        }

        return plan;
    }

    /// <summary>A study that is there already, whole, is no conflict but a duplicate.</summary>
    private ArchiveResult Refuse(ArchivePlan plan, CancellationToken stop)
    {
        if (plan.Conflicts is [ConflictCode.C02])
        {
            if (HoldsAll(store, policies.Key.ForProject(plan.Project.Id), plan.Existing!, plan.Entry, stop))
            {
                store.Write(tx => MarkConflict(tx, plan with { Conflicts = [ConflictCode.C01] }));
                return new ArchiveResult { Entry = plan.Entry.Id, Project = plan.Project.Id, Subject = plan.Subject, Session = plan.Session, Status = ArchiveStatus.Duplicate, Instances = (int)plan.Entry.Instances, Known = (int)plan.Entry.Instances };
            }

            store.Write(tx => MarkConflict(tx, plan));
        }

        var first = plan.Conflicts[0];
        throw new StoreException(
            StoreException.ArchiveConflict, $"Entry {plan.Entry.Id} does not fit into project '{plan.Project.Id}': {string.Join("; ", plan.Conflicts.Select(c => $"{c}, {ConflictText.Of(c)}"))}.", ConflictText.Remedy(first));
    }

    private void MarkConflict(CatalogTransaction tx, ArchivePlan plan)
    {
        var codes = ConflictText.Join(plan.Conflicts);
        if (plan.Conflicts is not [ConflictCode.C12])
        {
            tx.Execute("update entry set state = 'Conflict', conflicts = @codes where id = @Id and operation is null", new { plan.Entry.Id, codes });
        }

        store.Record(tx, new AuditEvent { Action = "Archive", Project = plan.Project.Id, Item = plan.Entry.Id, Result = "Failed" }.With("conflicts", codes));
    }

    private ArchiveStage Stage(ArchivePlan plan, ArchiveRequest request, OperationRow operation, CancellationToken stop)
    {
        var existing = Existing(plan, request);
        var stage = Stager.Make(plan, operation, existing, stop);
        if (stage.Instances < plan.Entry.Instances)
        {
            // Nobody said that they are not wanted: a session that lacks them would not show it.
            throw new StoreException(StoreException.StateConflict, FormattableString.Invariant($"Entry {plan.Entry.Id} was built of {plan.Entry.Instances} instances, and {stage.Instances} are there."), "Put back the files that are missing; or go on without them: count what is there with Update-DeidPrearchive.");
        }

        if (stage.Residual > 0 && !((EntryFlags)plan.Entry.Reviewed).HasFlag(EntryFlags.ResidualIdentifier))
        {
            store.Catalog.Write(tx => tx.Execute("update entry set flags = flags | @Flag where id = @Id", new { plan.Entry.Id, Flag = (long)EntryFlags.ResidualIdentifier }));
            throw new StoreException(StoreException.StateConflict, FormattableString.Invariant($"The scan found {stage.Residual} value(s) that identify in what the project's policy left."), "Look at the entry with Test-Deidentified; correct the policy, or accept with Update-DeidPrearchive -Accept ResidualIdentifier and -Reason.");
        }

        Stager.WriteManifest(plan, operation, stage, existing);
        if (plan.Existing is not null && existing is null)
        {
            SessionFolder.MarkReplacing(stage.Folder);
        }

        return stage;
    }

    /// <summary>What the session has that is added to; null for a new or replaced one.</summary>
    private SessionManifest? Existing(ArchivePlan plan, ArchiveRequest request) =>
        plan.Existing is null || request.Overwrite ? null : SessionManifest.Read(store.Layout.Full(plan.Existing.Folder));

    private void Commit(CatalogTransaction tx, ArchivePlan before, ArchiveRequest request, OperationRow operation, ArchiveStage stage)
    {
        OperationJournal.Advance(tx, store, operation, OperationStep.Committed);
        if (before.Existing is not null)
        {
            // Held by this operation: not in its own way.
            tx.Execute("update session set operation = null where id = @Session", operation);
        }

        var plan = ArchivePlan.Decide(tx, store, before.Entry.Id, request, isCommitting: true);
        if (plan.Conflicts.Count > 0 || plan.Existing?.Id != before.Existing?.Id || plan.Project.Policy != before.Project.Policy)
        {
            throw new StoreException(StoreException.StateConflict, $"Project '{plan.Project.Id}' was changed while entry {plan.Entry.Id} was being archived.", "Run the command again.");
        }

        PilotRule.Of(tx, plan.Project.Id, Stager.PolicyOf(plan)).Require(plan, stage.Groups);
        SessionFolder.Write(tx, store, plan, request, operation, stage, Stager.PoliciesOf(plan));
        LookupBook.Archive(tx, plan.Entry.Id, operation.Session!, plan.Project.Id);
        RequestBook.AcceptPartial(tx, plan.Entry.Id, store.Now);
        store.Record(
            tx,
            new AuditEvent { Action = "Archive", Project = plan.Project.Id, Item = plan.Entry.Id, Reason = request.Reason }.With("subject", plan.Subject).With("session", plan.Session).With(AuditEvent.SessionId, operation.Session)
                .With("instances", stage.Instances).With("archived", stage.Staged.Count).With("dropped", stage.Dropped).With("known", stage.Known).With("policies", string.Join(' ', Stager.PoliciesOf(plan))).With("overrides", Overrides(request)));
    }

    private static string? Overrides(ArchiveRequest request)
    {
        var overrides = string.Join(' ', (string[])[request.Append ? "Append" : string.Empty, request.Overwrite ? "Overwrite" : string.Empty, request.AcceptIncomplete ? "AcceptIncomplete" : string.Empty, request.Force ? "Force" : string.Empty]).Trim();
        return overrides.Length == 0 ? null : overrides;
    }

    /// <summary>Before it was committed, everything goes back as it was, with the error told; afterwards only forward.</summary>
    private void GiveBack(OperationRow operation, Exception? error)
    {
        OperationJournal.GiveBack(
            store,
            operation,
            tx =>
            {
                TakeBack(tx, store, operation, error is StoreException or OperationCanceledException or null ? null : $"Archiving ended with an error ({error.GetType().Name}).");
                if (error is not null)
                {
                    store.Record(tx, new AuditEvent { Action = "Archive", Project = operation.Project, Item = operation.Entry, Result = "Failed" }.With("error", error is Dicom.DeidException known ? known.ErrorId : error.GetType().Name));
                }
            });
    }

    /// <summary>Takes an archiving back that was not committed; also after a kill.</summary>
    internal static void TakeBack(CatalogTransaction tx, DeidStore store, OperationRow operation, string? message)
    {
        tx.Execute("update session set operation = null where id = @Session and operation = @Id", operation);
        tx.Execute("update entry set operation = null where id = @Entry and operation = @Id", operation);
        tx.Execute("delete from operation where id = @Id", operation);
        EntryBuilder.Judge(tx, store, operation.Entry!);
        if (message is not null)
        {
            tx.Execute("update entry set state = 'Error', message = @message where id = @Entry", new { operation.Entry, message });
        }
    }

    private ArchiveResult Result(ArchivePlan plan, ArchiveStage stage, ArchiveStatus status) => new()
    {
        Entry = plan.Entry.Id, Project = plan.Project.Id, Subject = plan.Subject, Session = plan.Session, Status = status, Instances = stage.Instances, Archived = stage.Staged.Count, Dropped = stage.Dropped, Known = stage.Known,
        Changes = stage.Changes, Policy = Stager.PolicyOf(plan),
    };
}
