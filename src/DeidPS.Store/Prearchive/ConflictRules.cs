using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Prearchive;

/// <summary>Whether an entry fits into a project (workflow section 11). Changes nothing.</summary>
internal static class ConflictRules
{
    /// <summary>The codes that stand against archiving an entry under its labels.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="store">The store: its clock, and the labels that nobody chose.</param>
    /// <param name="entry">The entry, with labels as they shall be.</param>
    /// <param name="project">The project it shall go to.</param>
    /// <param name="renamed">Id of the session that gets other labels and is not in its own way; empty for none.</param>
    public static IReadOnlyList<ConflictCode> Check(CatalogTransaction tx, DeidStore store, EntryRow entry, string project, string renamed = "")
    {
        var found = new List<ConflictCode>();
        CheckLabels(entry, DeidStore.ReadSettings(tx), found);
        var subject = tx.Find<SubjectRow>("select id, label, patientkey from subject where project = @project and folded = @Folded", new { project, Folded = ProjectBook.Fold(entry.Subject) });
        if (subject is not null && subject.PatientKey != entry.PatientKey)
        {
            found.Add(ConflictCode.C05);
        }

        if (subject is not null && subject.Label != entry.Subject)
        {
            found.Add(ConflictCode.C16);
        }

        if (tx.Number("select count(*) from subject where project = @project and patientkey = @PatientKey and folded <> @Folded and exists (select 1 from session where session.subject = subject.id and session.id <> @renamed)", new { project, entry.PatientKey, Folded = ProjectBook.Fold(entry.Subject), renamed }) > 0)
        {
            found.Add(ConflictCode.C06);
        }

        CheckSession(tx, store, entry, project, subject, found, renamed);
        return found;
    }

    private static void CheckLabels(EntryRow entry, SiteSettings settings, List<ConflictCode> found)
    {
        if (!LabelRules.IsLegal(entry.Subject) || !LabelRules.IsLegal(entry.Session) || settings.IsPushedLabel(entry.Subject, entry.Session))
        {
            found.Add(ConflictCode.C12);
        }

        if (entry.FlagsValue.HasFlag(EntryFlags.SeveralPatients) && !((EntryFlags)entry.Reviewed).HasFlag(EntryFlags.SeveralPatients))
        {
            found.Add(ConflictCode.C11);
        }
    }

    private static void CheckSession(CatalogTransaction tx, DeidStore store, EntryRow entry, string project, SubjectRow? subject, List<ConflictCode> found, string renamed)
    {
        var session = tx.Find<SessionFacts>("select id, subject, label, studykey, modalities, operation, islocked from session where project = @project and folded = @Folded and id <> @renamed", new { project, Folded = ProjectBook.Fold(entry.Session), renamed });
        if (session is null)
        {
            if (tx.Number("select count(*) from session where project = @project and studykey = @StudyKey and id <> @renamed", new { project, entry.StudyKey, renamed }) > 0)
            {
                found.Add(ConflictCode.C07);
            }

            if (ShareBook.IsTaken(tx, store, project, entry.Session))
            {
                found.Add(ConflictCode.C03);
            }

            return;
        }

        found.Add(session.StudyKey == entry.StudyKey ? ConflictCode.C02 : ConflictCode.C03);
        if (session.Subject != subject?.Id)
        {
            found.Add(ConflictCode.C04);
        }

        if (session.Label != entry.Session)
        {
            found.Add(ConflictCode.C16);
        }

        if (session.StudyKey == entry.StudyKey && !entry.Modalities.Split(',').ToHashSet(StringComparer.Ordinal).Overlaps(session.Modalities.Split(',')))
        {
            found.Add(ConflictCode.C10);
        }

        if (session.Operation is not null || session.IsLocked == 1)
        {
            found.Add(ConflictCode.C13);
        }
    }

    private sealed class SubjectRow
    {
        public string Id { get; init; } = string.Empty;

        public string Label { get; init; } = string.Empty;

        public string PatientKey { get; init; } = string.Empty;
    }

    private sealed class SessionFacts
    {
        public string Id { get; init; } = string.Empty;

        public string Subject { get; init; } = string.Empty;

        public string Label { get; init; } = string.Empty;

        public string StudyKey { get; init; } = string.Empty;

        public string Modalities { get; init; } = string.Empty;

        public string? Operation { get; init; }

        public long IsLocked { get; init; }
    }
}
