using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>What is to happen with an entry: decided when archiving starts, and once more, with the same rules, when it commits.</summary>
internal sealed record ArchivePlan
{
    public required EntryRow Entry { get; init; }

    public required DeidProject Project { get; init; }

    public required string Subject { get; init; }

    public required string Session { get; init; }

    /// <summary>The project whose session is copied; null when an entry is archived. <see cref="Entry"/> then stands for the session.</summary>
    public string? From { get; init; }

    /// <summary>The session that is there under that label; null for none.</summary>
    public SessionRow? Existing { get; init; }

    /// <summary>Conflicts that the request does not override.</summary>
    public required IReadOnlyList<ConflictCode> Conflicts { get; init; }

    /// <summary>Folder of the session, relative to the store.</summary>
    public string Folder => Existing?.Folder ?? StoreLayout.SessionFolder(Project.Id, Subject, Session);

    /// <summary>Decides.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="store">The store, whose caller has to be allowed.</param>
    /// <param name="id">The entry.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="isCommitting">True when the entry is held by the operation that asks.</param>
    /// <exception cref="StoreException">StoreItemNotFound, StateConflict, StoreBusy.</exception>
    public static ArchivePlan Decide(CatalogTransaction tx, DeidStore store, string id, ArchiveRequest request, bool isCommitting)
    {
        var book = new PrearchiveBook(store);
        var entry = PrearchiveBook.Load(tx, id);
        var project = Target(tx, store, entry, request);
        if (request.IsAutomatic)
        {
            RequireAutomatic(entry, project);
        }
        else if (entry.Project == project.Id)
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.EditPrearchive, Project = project.Id });
        }
        else
        {
            book.DemandAssign(tx, entry, project.Id);
        }

        if (!isCommitting)
        {
            PrearchiveBook.RequireFree(entry);
        }

        ProjectBook.RequireActive(project);
        OptOutBook.RequireCleared(tx, store, $"Entry {entry.Id}", project.Id, entry.PatientKey);
        entry = entry.WithLabels(request.Subject ?? entry.Subject, request.Session ?? entry.Session);
        RequireReviewed(entry, request);
        if (request.NewLabel)
        {
            entry = entry.WithLabels(entry.Subject, FreeLabel(tx, store, project.Id, entry));
        }

        var session = SessionRow.Find(tx, project.Id, entry.Session);
        if (request.Overwrite && !request.IsAutomatic && session is not null)
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.OverwriteSession, Project = project.Id });
        }

        var conflicts = ConflictRules.Check(tx, store, entry, project.Id);
        return new ArchivePlan
        {
            Entry = entry, Project = project, Subject = entry.Subject, Session = entry.Session, Existing = session, Conflicts = [.. conflicts.Where(c => !IsOverridden(c, request))],
        };
    }

    /// <summary>The session label, or it with the first number behind it under which the project has no other study.</summary>
    private static string FreeLabel(CatalogTransaction tx, DeidStore store, string project, EntryRow entry)
    {
        for (var number = 1; ; number++)
        {
            var suffix = number == 1 ? string.Empty : FormattableString.Invariant($"-{number}");
            var label = entry.Session[..Math.Min(entry.Session.Length, LabelRules.Longest - suffix.Length)] + suffix;
            var place = new { project, Folded = ProjectBook.Fold(label), entry.StudyKey };
            if (tx.Number("select count(*) from session where project = @project and folded = @Folded and studykey <> @StudyKey", place) + (ShareBook.IsTaken(tx, store, project, label) ? 1 : 0) == 0)
            {
                return label;
            }
        }
    }

    /// <summary>Who set the project's mode answers for it; whoever sets another, or moves the entry, takes that back.</summary>
    private static void RequireAutomatic(EntryRow entry, DeidProject project)
    {
        if (entry.Automatic is null || AutoArchiver.ModeOf(project.Mode, entry.AutoArchive).ToString() != entry.Automatic)
        {
            throw new StoreException(StoreException.StateConflict, $"Entry {entry.Id} is no longer to be archived without a person.", "Archive it with Move-ToProject.");
        }
    }

    private static DeidProject Target(CatalogTransaction tx, DeidStore store, EntryRow entry, ArchiveRequest request)
    {
        var name = request.Project ?? entry.Project ?? throw new StoreException(StoreException.StoreValueInvalid, $"Entry {entry.Id} waits for no project.", "Name one with -Project.");
        var id = ProjectBook.Find(tx, name) ?? throw ProjectBook.Missing(name);
        return new ProjectBook(store).Load(tx, id)!;
    }

    /// <summary>What a person has to decide about first.</summary>
    private static void RequireReviewed(EntryRow entry, ArchiveRequest request)
    {
        LabelRules.Check(entry.Subject);
        LabelRules.Check(entry.Session);
        if (EntryText.HasNothing(entry))
        {
            throw new StoreException(StoreException.StateConflict, $"Nothing of entry {entry.Id} is left to archive: everything was held back.", EntryText.NothingRemedy);
        }

        if (EntryText.Open(entry) is not EntryFlags.None and var open)
        {
            throw new StoreException(StoreException.StateConflict, $"Entry {entry.Id} has to be reviewed: {open}.", EntryText.Remedy(open));
        }

        if (entry.CheckState == nameof(CheckState.Failed))
        {
            throw new StoreException(StoreException.StateConflict, $"The check of entry {entry.Id} failed.", ReviewBook.Remedy);
        }

        if (entry.StateValue == EntryState.Error)
        {
            throw new StoreException(StoreException.StateConflict, $"Entry {entry.Id} is in error.", "Look at its message, then build it again with Update-DeidPrearchive.");
        }

        if (entry.StateValue == EntryState.Incomplete && !request.AcceptIncomplete)
        {
            throw new StoreException(StoreException.StateConflict, $"Instances of entry {entry.Id} are missing.", "Retrieve them, or archive with -AcceptIncomplete and -Reason.");
        }

        if ((request.AcceptIncomplete || request.Force) && string.IsNullOrWhiteSpace(request.Reason))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "Overriding a rule needs a reason.", "Give -Reason.");
        }
    }

    private static bool IsOverridden(ConflictCode code, ArchiveRequest request) => code switch
    {
        ConflictCode.C02 => request.Append || request.Overwrite,
        ConflictCode.C06 or ConflictCode.C07 => request.Force,
        _ => false,
    };
}
