using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>Finds what stands against each study of a plan before anything is transferred: duplicates (6.6), labels (C6 and section 11), clearance (section 7).</summary>
/// <param name="store">The store.</param>
/// <param name="project">The project.</param>
/// <param name="batch">The plan.</param>
/// <param name="refetch">True to fetch what is there already.</param>
internal sealed class PlanJudge(DeidStore store, string project, string batch, bool refetch)
{
    /// <summary>Studies of one transaction.</summary>
    private const int ChunkSize = 200;

    /// <summary>Requests that do not come to anything, so that nothing conflicts with them.</summary>
    private const string Over = "('Blocked', 'Failed', 'Cancelled')";

    /// <summary>A plan that is being made counts for nobody else.</summary>
    private const string Counts = "(batch = @batch or exists (select 1 from requestbatch b where b.id = request.batch and b.iscomplete = 1))";

    /// <summary>Conflicts that archiving resolves or that are no conflicts of a plan: the same study, and what is only known when the images are there.</summary>
    private static readonly ConflictCode[] s_notPlanned = [ConflictCode.C01, ConflictCode.C02, ConflictCode.C07, ConflictCode.C10, ConflictCode.C13];

    /// <summary>Judges all studies against what is there and against each other, then writes it down: the first of two that conflict is no better than the second.</summary>
    public void Judge(CancellationToken stop)
    {
        var verdicts = new List<Verdict>();
        for (var (line, part) = (long.MinValue, 0L); ;)
        {
            stop.ThrowIfCancellationRequested();
            var rows = store.Catalog.Read(tx =>
            {
                var some = tx.Query<RequestRecord>(
                    FormattableString.Invariant($"select {RequestRecord.Columns} from request where batch = @batch and state = 'Planned' and (line, part) > (@line, @part) order by line, part limit {ChunkSize}"), new { batch, line, part });
                verdicts.AddRange(some.Select(row => Judge(tx, row)).OfType<Verdict>());
                return some;
            });
            if (rows.Count == 0)
            {
                break;
            }

            (line, part) = (rows[^1].Line, rows[^1].Part);
        }

        foreach (var some in verdicts.Chunk(ChunkSize))
        {
            store.Catalog.Write(tx =>
            {
                foreach (var verdict in some)
                {
                    tx.Execute(
                        "update request set state = @State, reason = @Reason, conflicts = @Conflicts, duplicateof = @DuplicateOf, known = coalesce(@Known, known), subject = coalesce(@Subject, subject), session = coalesce(@Session, session), finished = case when @State = 'Blocked' then @Now end where id = @Id",
                        new { verdict.Id, State = verdict.State.ToString(), Reason = verdict.Reason.ToString(), verdict.Conflicts, verdict.DuplicateOf, verdict.Known, verdict.Subject, verdict.Session, store.Now });
                }
            });
        }
    }

    private Verdict? Judge(CatalogTransaction tx, RequestRecord row)
    {
        if (Duplicate(tx, row) is { } duplicate)
        {
            return duplicate;
        }

        var conflicts = Conflicts(tx, row);
        if (conflicts.Count > 0)
        {
            return new Verdict(row.Id, RequestState.Blocked, RequestReason.LabelConflict) { Conflicts = ConflictText.Join(conflicts) };
        }

        return OptOutBook.IsBlocked(tx, project, row.PatientKey!, store.Now) ? new Verdict(row.Id, RequestState.Planned, RequestReason.AwaitingClearance) : null;
    }

    private Verdict? Duplicate(CatalogTransaction tx, RequestRecord row)
    {
        var place = new { project, row.StudyKey, row.Id, batch, row.Line, row.Part };
        var other = tx.Query<RequestRecord>(
            $"select {RequestRecord.Columns} from request where project = @project and studykey = @StudyKey and id <> @Id and state not in {Over} and {Counts} and (batch <> @batch or line < @Line or (line = @Line and part < @Part)) order by batch desc, line, part limit 1", place) is [var found]
            ? found
            : null;
        if (other is { StateValue: not (RequestState.Complete or RequestState.PartialAccepted) })
        {
            return new Verdict(row.Id, RequestState.Blocked, RequestReason.Duplicate) { DuplicateOf = other.Id };
        }

        var isThere = tx.Number("select (select count(*) from session where project = @project and studykey = @StudyKey) + (select count(*) from entry where project = @project and studykey = @StudyKey)", place) > 0;
        if (refetch || !isThere)
        {
            // What was fetched and deleted again may be fetched again.
            return null;
        }

        return other is { Known: not null, Counted: { } before, Subject: not null, Session: not null } && row.Counted > before
            ? new Verdict(row.Id, RequestState.Planned, RequestReason.Delta) { DuplicateOf = other.Id, Known = other.Known, Subject = other.Subject, Session = other.Session }
            : new Verdict(row.Id, RequestState.Blocked, RequestReason.Duplicate) { DuplicateOf = other?.Id };
    }

    private List<ConflictCode> Conflicts(CatalogTransaction tx, RequestRecord row)
    {
        var entry = new EntryRow { Id = row.Id, Project = project, Subject = row.Subject!, Session = row.Session!, StudyKey = row.StudyKey!, PatientKey = row.PatientKey!, Modalities = row.Modalities };
        var found = ConflictRules.Check(tx, store, entry, project).Except(s_notPlanned).ToHashSet();
        var place = new { row.Id, project, batch, row.Session, row.StudyKey, row.PatientKey, SessionFolded = ProjectBook.Fold(row.Session!), SubjectFolded = ProjectBook.Fold(row.Subject!) };
        void Add(ConflictCode code, string condition)
        {
            if (!found.Contains(code) && tx.Number($"select count(*) from request where project = @project and id <> @Id and state not in {Over} and {Counts} and {condition}", place) > 0)
            {
                found.Add(code);
            }
        }

        Add(ConflictCode.C03, "sessionfolded = @SessionFolded and studykey <> @StudyKey");
        Add(ConflictCode.C05, "subjectfolded = @SubjectFolded and patientkey <> @PatientKey");
        Add(ConflictCode.C06, "patientkey = @PatientKey and subjectfolded <> @SubjectFolded");
        if (tx.Number("select count(*) from entry where project = @project and session = @Session and studykey <> @StudyKey", place) > 0)
        {
            found.Add(ConflictCode.C03);
        }

        return [.. found.Order()];
    }

    private sealed record Verdict(string Id, RequestState State, RequestReason Reason)
    {
        public string Conflicts { get; init; } = string.Empty;

        public string? DuplicateOf { get; init; }

        public string? Known { get; init; }

        public string? Subject { get; init; }

        public string? Session { get; init; }
    }
}
