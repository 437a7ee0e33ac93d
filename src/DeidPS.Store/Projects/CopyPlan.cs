using System.Globalization;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>What is to become of a session in another project: decided when copying starts, and once more, with the same rules, when it commits.</summary>
internal static class CopyPlan
{
    /// <summary>Decides. The session stands in the plan for the entry that it once was: same patient, same study, and what was known about it is accepted.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="store">The store, whose caller has to be allowed.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="operation">Id of the copying that holds the session already; null for none.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied, StateConflict, StoreBusy, StoreValueInvalid.</exception>
    public static ArchivePlan Decide(CatalogTransaction tx, DeidStore store, CopyRequest request, string? operation)
    {
        var access = ShareBook.Between(tx, StoreAction.Copy, request.Project, request.To);
        ShareBook.Demand(tx, store, access);
        if (access.Project == access.OtherProject)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A session is copied into another project.", "Check -To.");
        }

        var row = SessionBook.Find(tx, store, access, request.Session);
        var projects = new ProjectBook(store);
        ProjectBook.RequireActive(projects.Load(tx, row.Project)!);
        var target = projects.Load(tx, access.OtherProject!)!;
        ProjectBook.RequireActive(target);
        OptOutBook.RequireCleared(tx, store, $"Session '{row.Label}'", target.Id, row.PatientKey);
        RequireUsable(row, operation);
        var subject = request.Subject ?? SubjectOf(tx, target.Id, row);
        var session = request.NewSession ?? SessionOf(tx, store, target.Id, row, subject);
        LabelRules.Check(subject);
        LabelRules.Check(session);
        var entry = new EntryRow
        {
            Id = row.Id, Project = target.Id, Subject = subject, Session = session, StudyKey = row.StudyKey, PatientKey = row.PatientKey, State = nameof(EntryState.Ready), Flags = row.Flags, Reviewed = row.Flags,
            Modalities = row.Modalities, Evidence = row.Evidence, Policies = row.Policies, Folder = row.Folder,
        };
        return new ArchivePlan
        {
            Entry = entry, Project = target, Subject = subject, Session = session, From = row.Project, Existing = SessionRow.Find(tx, target.Id, session), Conflicts = ConflictRules.Check(tx, store, entry, target.Id),
        };
    }

    private static void RequireUsable(SessionRow row, string? operation)
    {
        if (row.Operation != operation)
        {
            throw SessionBook.Busy(row);
        }

        ShareBook.RequireReleased(row);
    }

    /// <summary>The same patient has the same label in a project. A label of the other project would join the two.</summary>
    private static string SubjectOf(CatalogTransaction tx, string project, SessionRow row)
    {
        if (tx.Query<string>("select label from subject where project = @project and patientkey = @PatientKey order by created limit 1", new { project, row.PatientKey }) is [var known])
        {
            return known;
        }

        var taken = tx.Query<string>("select folded from subject where project = @project and folded like 'SUBJ%'", new { project }).ToHashSet(StringComparer.Ordinal);
        var settings = DeidStore.ReadSettings(tx);
        return Numbered("subj", label => !taken.Contains(ProjectBook.Fold(label)) && !settings.IsPushedLabel(label, label));
    }

    private static string SessionOf(CatalogTransaction tx, DeidStore store, string project, SessionRow row, string subject)
    {
        if (tx.Query<string>("select label from session where project = @project and studykey = @StudyKey order by archived limit 1", new { project, row.StudyKey }) is [var known])
        {
            return known;
        }

        return Numbered(subject + "_", label => SessionRow.Find(tx, project, label) is null && !ShareBook.IsTaken(tx, store, project, label));
    }

    private static string Numbered(string prefix, Func<string, bool> isFree)
    {
        for (var number = 1; ; number++)
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D3}");
            if (isFree(label))
            {
                return label;
            }
        }
    }
}
