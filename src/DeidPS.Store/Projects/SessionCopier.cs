using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Lookup;
using DeidPS.Store.Operations;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>
/// Copies sessions into other projects (workflow section 13): the alternative to sharing, by which subjects of two projects cannot be joined. The other
/// project's policy runs, with its key, over what the first one archived. UIDs are then derived from derived ones, and dates move once more: nobody joins the
/// two without both keys, and the copy is not what the study would have become had it been moved into the other project at once.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="policies">Policies and key.</param>
public sealed class SessionCopier(DeidStore store, StorePolicies policies)
{
    private SessionStager Stager => field ??= new SessionStager(store, policies, OnProgress);

    /// <summary>Told how many instances of how many are done; null for nobody.</summary>
    public Action<int, int>? OnProgress { get; init; }

    /// <summary>Copies a session. A kill leaves the other project without it or with all of it; the session itself is only read.</summary>
    /// <param name="request">Which, and as what.</param>
    /// <param name="stop">Stops between instances; nothing is copied then.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied, StateConflict, ArchiveConflict, StoreBusy, StoreUnusable.</exception>
    public CopyResult Copy(CopyRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        store.BindKey(policies.Key);
        store.Process.Register();
        OperationRow? operation = null;
        var plan = store.Write(tx => Begin(tx, request, out operation));
        if (operation is null)
        {
            return Refuse(plan, request);
        }

        store.Reached("copy.begun");
        try
        {
            var stage = Make(plan, operation, stop);
            store.Reached("copy.staged");
            store.Write(tx => Commit(tx, plan, request, operation, stage));
            store.Reached("copy.committed");
            Complete(store, operation);
            return Result(plan, request, ArchiveStatus.Archived) with { Instances = stage.Instances, Copied = stage.Staged.Count, Dropped = stage.Dropped, Changes = stage.Changes };
        }
        catch (Exception)
        {
            OperationJournal.GiveBack(store, operation, tx => OperationJournal.TakeBack(tx, operation));
            throw;
        }
    }

    /// <summary>Says what copying would do; changes nothing.</summary>
    /// <exception cref="StoreException">As <see cref="Copy"/>.</exception>
    public CopyResult Preview(CopyRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = store.Read(tx => CopyPlan.Decide(tx, store, request, null));
        if (plan.Conflicts.Count > 0)
        {
            return Refuse(plan, request);
        }

        var stage = Stager.Try(plan, null, stop);
        return Result(plan, request, ArchiveStatus.Preview) with { Instances = stage.Instances, Copied = stage.Instances - stage.Dropped, Dropped = stage.Dropped, Changes = stage.Changes };
    }

    /// <summary>Carries a copying to its end from where it was committed; also after a kill. Until then session and copy are held: neither is deleted meanwhile.</summary>
    internal static void Complete(DeidStore store, OperationRow operation)
    {
        SessionFolder.Publish(store, operation);
        store.Reached("copy.published");
        store.Catalog.Write(tx =>
        {
            OperationJournal.End(tx, store, operation);
            OperationJournal.LetSessionsGo(tx, operation);
        });
        store.Reached("copy.done");
        StoreFolders.Delete(store.Layout, operation.Work);
    }

    private ArchivePlan Begin(CatalogTransaction tx, CopyRequest request, out OperationRow? operation)
    {
        operation = null;
        var plan = CopyPlan.Decide(tx, store, request, null);
        if (plan.Conflicts.Count > 0)
        {
            return plan;
        }

        if (policies.LabelOf(plan.Project.Policy) is { } label)
        {
            PilotRule.Of(tx, plan.Project.Id, label).Require(plan, MachineGroup.OfSession(tx, plan.Entry.Id));
        }

        operation = OperationJournal.Begin(tx, store, new OperationRow { Kind = nameof(OperationKind.Copy), Project = plan.Project.Id, Session = Guid.CreateVersion7().ToString("N"), Source = plan.Entry.Folder, Target = plan.Folder });
        tx.Execute("update session set operation = @Operation where id = @Session", new { Operation = operation.Id, Session = plan.Entry.Id });
        return plan;
    }

    private ArchiveStage Make(ArchivePlan plan, OperationRow operation, CancellationToken stop)
    {
        var source = SessionManifest.Read(store.Layout.Full(plan.Entry.Folder));
        RequireWhole(plan, source, stop);
        var stage = Stager.Make(plan, operation, null, stop);
        SessionStager.RequireSomething(stage, "Look at the policy of the project that it is copied to.");
        if (stage.Residual > 0 && !((EntryFlags)plan.Entry.Reviewed).HasFlag(EntryFlags.ResidualIdentifier))
        {
            throw new StoreException(StoreException.StateConflict, FormattableString.Invariant($"The scan found {stage.Residual} value(s) that identify in what the policy of project '{plan.Project.Id}' left."), "Look at the session with Test-Deidentified, and correct the policy.");
        }

        RequireUnlinked(plan, source, stage);
        Stager.WriteManifest(plan, operation, stage, null);
        return stage;
    }

    /// <summary>A session that was damaged is not copied.</summary>
    private void RequireWhole(ArchivePlan plan, SessionManifest source, CancellationToken stop)
    {
        var folder = store.Layout.Full(plan.Entry.Folder);
        foreach (var instance in source.Instances)
        {
            stop.ThrowIfCancellationRequested();
            instance.RequireWhole(folder);
        }
    }

    /// <summary>A policy that leaves UIDs as they are would join the two projects, which is what copying is to keep from happening.</summary>
    private static void RequireUnlinked(ArchivePlan plan, SessionManifest source, ArchiveStage stage)
    {
        var known = source.Instances.Select(i => i.SopInstanceUid).Append(source.StudyUid).ToHashSet(StringComparer.Ordinal);
        if (known.Contains(stage.StudyUid) || stage.Staged.Any(i => known.Contains(i.SopInstanceUid)))
        {
            throw new StoreException(StoreException.StateConflict, $"The policy of project '{plan.Project.Id}' leaves UIDs as they are: sessions of the two projects could be joined.", "Give the project a policy that derives UIDs with its key, such as project-level; or share the session with Grant-DeidShare.");
        }
    }

    private void Commit(CatalogTransaction tx, ArchivePlan before, CopyRequest request, OperationRow operation, ArchiveStage stage)
    {
        OperationJournal.Advance(tx, store, operation, OperationStep.Committed);
        var plan = CopyPlan.Decide(tx, store, request with { Subject = before.Subject, NewSession = before.Session }, operation.Id);
        if (plan.Conflicts.Count > 0 || plan.Existing is not null || plan.Project.Policy != before.Project.Policy)
        {
            throw new StoreException(StoreException.StateConflict, $"Project '{plan.Project.Id}' was changed while the session was being copied.", "Run the command again.");
        }

        PilotRule.Of(tx, plan.Project.Id, Stager.PolicyOf(plan)).Require(plan, stage.Groups);
        SessionFolder.Write(tx, store, plan, new ArchiveRequest(), operation, stage, Stager.PoliciesOf(plan));
        LookupBook.Copy(tx, policies.Key, plan.Entry.Id, operation.Session!, plan.Project.Id);

        // Who reads the trail of one project only does not learn what the session is called in the other.
        store.Record(tx, new AuditEvent { Action = "CopySession", Project = plan.From, Item = plan.Entry.Id }.With("to", plan.Project.Id).With("instances", stage.Staged.Count));
        store.Record(
            tx,
            new AuditEvent { Action = "CopiedSession", Project = plan.Project.Id, Item = operation.Session }.With("from", plan.From).With("subject", plan.Subject).With("session", plan.Session).With("instances", stage.Instances)
                .With("archived", stage.Staged.Count).With("dropped", stage.Dropped).With("policies", string.Join(' ', Stager.PoliciesOf(plan))));
    }

    /// <summary>What is there already, whole, is no conflict but a duplicate.</summary>
    private CopyResult Refuse(ArchivePlan plan, CopyRequest request)
    {
        if (plan.Conflicts is [ConflictCode.C02])
        {
            var known = SessionManifest.Read(store.Layout.Full(plan.Existing!.Folder)).Instances.Select(i => i.Key).ToHashSet(StringComparer.Ordinal);
            var key = policies.Key.ForProject(plan.Project.Id);
            var instances = SessionManifest.Read(store.Layout.Full(plan.Entry.Folder)).Instances;
            if (instances.All(i => known.Contains(ArchiveStage.KeyOf(key, i.SopInstanceUid))))
            {
                return Result(plan, request, ArchiveStatus.Duplicate) with { Instances = instances.Count };
            }
        }

        throw new StoreException(
            StoreException.ArchiveConflict, $"Session '{request.Session}' of project '{plan.From}' does not fit into project '{plan.Project.Id}': {string.Join("; ", plan.Conflicts.Select(c => $"{c}, {ConflictText.Of(c)}"))}.",
            $"Give other labels with -Subject and -NewSession; Get-DeidSession {plan.Project.Id} lists what is there.");
    }

    private CopyResult Result(ArchivePlan plan, CopyRequest request, ArchiveStatus status) => new()
    {
        Project = plan.From!, Session = request.Session, To = plan.Project.Id, Subject = plan.Subject, NewSession = plan.Session, Status = status, Policy = Stager.PolicyOf(plan),
    };
}
