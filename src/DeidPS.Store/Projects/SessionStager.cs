using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Store.Operations;

namespace DeidPS.Store.Projects;

/// <summary>Makes a session in the folder of an operation, from an entry or from a session of another project: the project's policy over every object, names, manifest.</summary>
/// <param name="store">The store.</param>
/// <param name="policies">Policies and key.</param>
/// <param name="onProgress">Told how many instances of how many are done; null for nobody.</param>
internal sealed class SessionStager(DeidStore store, StorePolicies policies, Action<int, int>? onProgress)
{
    /// <summary>The policies that a session will have gone through, as <c>name@hash</c>, in order.</summary>
    public string[] PoliciesOf(ArchivePlan plan) =>
        [.. plan.Entry.Policies.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(p => p != PolicyOf(plan)), PolicyOf(plan)];

    /// <summary>The project's policy as <c>name@hash</c>.</summary>
    public string PolicyOf(ArchivePlan plan) => Runner(plan).Policies[^1].Label;

    /// <summary>Applies the policy and writes nothing.</summary>
    public ArchiveStage Try(ArchivePlan plan, SessionManifest? existing, CancellationToken stop)
    {
        var stage = NewStage(plan, $"work/{Guid.CreateVersion7():N}");
        stage.Apply(existing, WriteMode.Trial, stop, onProgress);
        return stage;
    }

    /// <summary>Applies the policy, gives scans and files their names and searches what came out.</summary>
    /// <param name="plan">What is to be made.</param>
    /// <param name="operation">The operation in whose folder it is made.</param>
    /// <param name="existing">The session that it is added to; null for a new one.</param>
    /// <param name="stop">Stops between instances.</param>
    public ArchiveStage Make(ArchivePlan plan, OperationRow operation, SessionManifest? existing, CancellationToken stop)
    {
        var stage = NewStage(plan, operation.Work);
        stage.Apply(
            existing,
            WriteMode.Write,
            stop,
            (done, all) =>
            {
                store.Reached("archive.instance");
                onProgress?.Invoke(done, all);
            });
        var layout = new ScanLayout();
        if (existing is not null)
        {
            layout.Continue(store.Read(tx => tx.Query<ScanName>("select seriesuid, scan from sessionseries where session = @Id", plan.Existing)).Select(s => KeyValuePair.Create(s.SeriesUid, s.Scan)), existing);
        }

        stage.Arrange(layout, stop);
        store.Reached("archive.arranged");
        return stage;
    }

    /// <summary>Writes the manifest of what was made, or of what it is added to.</summary>
    public void WriteManifest(ArchivePlan plan, OperationRow operation, ArchiveStage stage, SessionManifest? existing) => new SessionManifest
    {
        Id = operation.Session!, Project = plan.Project.Id, Subject = plan.Subject, Session = plan.Session, StudyUid = existing?.StudyUid ?? stage.StudyUid,
        Filtered = (existing?.Filtered ?? 0) + plan.Entry.Filtered, Held = (existing?.Held ?? 0) + plan.Entry.Held,
        Policies = [.. (existing?.Policies ?? []).Union(PoliciesOf(plan), StringComparer.Ordinal)], Instances = [.. existing?.Instances ?? [], .. stage.Staged],
    }.Write(stage.Folder);

    /// <summary>A session without instances is none: everything was held back on arrival, or the policy left everything out.</summary>
    public static void RequireSomething(ArchiveStage stage, string remedy)
    {
        if (stage.Staged.Count == 0)
        {
            throw new StoreException(StoreException.StateConflict, FormattableString.Invariant($"Nothing is left to archive: {stage.Instances} instance(s) were there, the project's policy left out {stage.Dropped}."), remedy);
        }
    }

    private ArchiveStage NewStage(ArchivePlan plan, string work) => new(Runner(plan), policies.Key.ForProject(plan.Project.Id), store.Layout.Full(plan.Entry.Folder), store.Layout.Full(work));

    private PolicyRunner Runner(ArchivePlan plan) => policies.Runner(plan.Project.Policy, plan.Project.Id, plan.Subject, plan.Session, plan.Entry.PatientKey, plan.From);

    private sealed class ScanName
    {
        public string SeriesUid { get; init; } = string.Empty;

        public string Scan { get; init; } = string.Empty;
    }
}
