using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>What is to become of a session that gets other labels: decided when renaming starts, and once more, with the same rules, when it commits.</summary>
/// <param name="Row">The session as it is.</param>
/// <param name="Subject">Its new subject label.</param>
/// <param name="Session">Its new label.</param>
internal sealed record RenamePlan(SessionRow Row, string Subject, string Session)
{
    /// <summary>Folder under the new labels, relative to the store.</summary>
    public string Folder => StoreLayout.SessionFolder(Row.Project, Subject, Session);

    /// <summary>Decides.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="store">The store, whose caller has to be allowed.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="operation">Id of the renaming that holds the session already; null for none.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied, StateConflict, ArchiveConflict, StoreBusy, StoreValueInvalid.</exception>
    public static RenamePlan Decide(CatalogTransaction tx, DeidStore store, RenameRequest request, string? operation)
    {
        var access = new AccessRequest { Action = StoreAction.EditSession, Project = ProjectBook.Find(tx, request.Project) ?? throw ProjectBook.Missing(request.Project) };
        store.Demand(tx, access);
        ProjectBook.RequireActive(new ProjectBook(store).Load(tx, access.Project)!);
        var row = operation is null ? SessionBook.Find(tx, store, access, request.Session) : SessionRow.Held(tx, operation);
        SessionBook.RequireFree(row with { Operation = row.Operation == operation ? null : row.Operation });
        var plan = new RenamePlan(row, request.Subject ?? row.Subject, request.NewSession ?? row.Label);
        LabelRules.Check(plan.Subject);
        LabelRules.Check(plan.Session);
        if (ProjectBook.Fold(plan.Folder) == ProjectBook.Fold(row.Folder))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "The new labels are those that the session has, or differ from them in case only.", "Give other labels with -Subject or -NewSession.");
        }

        if (request.Force && string.IsNullOrWhiteSpace(request.Reason))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "Overriding a rule needs a reason.", "Give -Reason.");
        }

        plan.RequireFit(tx, store, request.Force);
        return plan;
    }

    /// <summary>A study that is in the project twice already is so under any label.</summary>
    private void RequireFit(CatalogTransaction tx, DeidStore store, bool force)
    {
        var entry = new EntryRow { Id = Row.Id, Subject = Subject, Session = Session, StudyKey = Row.StudyKey, PatientKey = Row.PatientKey, Flags = Row.Flags, Reviewed = Row.Flags, Modalities = Row.Modalities };
        var conflicts = ConflictRules.Check(tx, store, entry, Row.Project, Row.Id).Where(c => c != ConflictCode.C07 && !(force && c == ConflictCode.C06)).ToList();
        if (conflicts.Count > 0)
        {
            throw new StoreException(
                StoreException.ArchiveConflict, $"Session '{Row.Label}' of project '{Row.Project}' cannot have these labels: {string.Join("; ", conflicts.Select(c => $"{c}, {ConflictText.Of(c)}"))}.",
                "Give other labels with -Subject and -NewSession; where a patient is to have another label (C06), rename all sessions of the subject with -Force and -Reason.");
        }
    }
}
