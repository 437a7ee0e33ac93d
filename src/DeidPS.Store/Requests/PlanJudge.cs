using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>
/// Finds what stands against studies before anything is transferred: duplicates (6.6), labels (C6 and section 11), clearance (section 7). Once when they are planned, against all that is planned; and
/// again when one is started, against what was started meanwhile.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="project">The project.</param>
internal sealed class PlanJudge(DeidStore store, string project)
{
    /// <summary>Studies of one transaction.</summary>
    private const int ChunkSize = 200;

    /// <summary>Requests that came or still come to something; what was fetched and deleted again is in nobody's way.</summary>
    private const string Alive =
        """
        project = @project and id <> @Id and state not in ('Blocked', 'Failed', 'Cancelled') and (state not in ('Complete', 'PartialAccepted')
            or exists (select 1 from session s where s.project = request.project and s.studykey = request.studykey) or exists (select 1 from entry e where e.project = request.project and e.studykey = request.studykey))
        """;

    /// <summary>A plan that is being made counts for nobody else.</summary>
    private const string IsPlanned = $"{Alive} and (batch = @Batch or exists (select 1 from requestbatch b where b.id = request.batch and b.iscomplete = 1))";

    /// <summary>Of plans that nobody started the first one that is wins; one that lost its clearance was.</summary>
    private const string IsStarted = $"{Alive} and (state <> 'Planned' or wasqueued = 1)";

    /// <summary>Conflicts that archiving resolves or that are no conflicts of a plan: the same study, and what is only known when the images are there.</summary>
    private static readonly ConflictCode[] s_notPlanned = [ConflictCode.C01, ConflictCode.C02, ConflictCode.C07, ConflictCode.C10, ConflictCode.C13];

    /// <summary>Judges all studies of a plan against what is there and against each other, then writes it down: the first of two that conflict is no better than the second.</summary>
    public void Judge(string batch, CancellationToken stop)
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
                    verdict.Write(tx, store.Now);
                }
            });
        }
    }

    /// <summary>What stands against starting a request; null for nothing. Clearance is another matter.</summary>
    public Verdict? JudgeStart(CatalogTransaction tx, RequestRecord row)
    {
        // What it adds to is no duplicate.
        if (tx.Query<string>($"select id from request where {IsStarted} and studykey = @StudyKey and id <> @DuplicateOf and (@Refetch = 0 or state not in ('Complete', 'PartialAccepted')) order by batch, line, part limit 1",
            new { project, row.StudyKey, row.Id, row.Refetch, DuplicateOf = row.DuplicateOf ?? string.Empty }) is [var same])
        {
            return new Verdict(row.Id, RequestState.Blocked, RequestReason.Duplicate) { DuplicateOf = same };
        }

        if (!string.IsNullOrEmpty(row.Known))
        {
            // Some of it is there, under the labels that it has there.
            return null;
        }

        return row.Refetch == 0 && IsThere(tx, row) ? new Verdict(row.Id, RequestState.Blocked, RequestReason.Duplicate) : Labels(Conflicts(tx, row, IsStarted), row);
    }

    private Verdict? Judge(CatalogTransaction tx, RequestRecord row) => Duplicate(tx, row) ?? Labels(Conflicts(tx, row, IsPlanned), row)
        ?? (RequestClearance.IsBlocked(tx, row, store.Now) ? new Verdict(row.Id, RequestState.Planned, RequestReason.AwaitingClearance) : null);

    private static Verdict? Labels(List<ConflictCode> conflicts, RequestRecord row) =>
        conflicts.Count == 0 ? null : new Verdict(row.Id, RequestState.Blocked, RequestReason.LabelConflict) { Conflicts = ConflictText.Join(conflicts) };

    private Verdict? Duplicate(CatalogTransaction tx, RequestRecord row)
    {
        var other = tx.Query<RequestRecord>(
            $"select {RequestRecord.Columns} from request where {IsPlanned} and studykey = @StudyKey and (batch <> @Batch or line < @Line or (line = @Line and part < @Part)) order by batch desc, line, part limit 1",
            new { project, row.StudyKey, row.Id, row.Batch, row.Line, row.Part }) is [var found]
            ? found
            : null;
        if (other is { StateValue: not (RequestState.Complete or RequestState.PartialAccepted) })
        {
            return new Verdict(row.Id, RequestState.Blocked, RequestReason.Duplicate) { DuplicateOf = other.Id };
        }

        if (row.Refetch == 1 || !IsThere(tx, row))
        {
            // What was fetched and deleted again may be fetched again.
            return null;
        }

        return other is { Known: not null, Counted: { } before, Subject: not null, Session: not null } && row.Counted > before
            ? new Verdict(row.Id, RequestState.Planned, RequestReason.Delta) { DuplicateOf = other.Id, Known = other.Known, Subject = other.Subject, Session = other.Session }
            : new Verdict(row.Id, RequestState.Blocked, RequestReason.Duplicate) { DuplicateOf = other?.Id };
    }

    /// <summary>True when the study is in the project or its prearchive; an entry of the request itself does not count.</summary>
    private bool IsThere(CatalogTransaction tx, RequestRecord row) => tx.Number(
        "select (select count(*) from session where project = @project and studykey = @StudyKey) + (select count(*) from entry where project = @project and studykey = @StudyKey and id <> @Entry)",
        new { project, row.StudyKey, Entry = row.Entry ?? string.Empty }) > 0;

    private List<ConflictCode> Conflicts(CatalogTransaction tx, RequestRecord row, string others)
    {
        var entry = new EntryRow { Id = row.Id, Project = project, Subject = row.Subject!, Session = row.Session!, StudyKey = row.StudyKey!, PatientKey = row.PatientKey!, Modalities = row.Modalities };
        var found = ConflictRules.Check(tx, store, entry, project).Except(s_notPlanned).ToHashSet();
        var place = new { row.Id, project, row.Batch, row.StudyKey, row.PatientKey, SessionFolded = ProjectBook.Fold(row.Session!), SubjectFolded = ProjectBook.Fold(row.Subject!) };
        void Add(ConflictCode code, string condition)
        {
            if (!found.Contains(code) && tx.Number($"select count(*) from request where {others} and {condition}", place) > 0)
            {
                found.Add(code);
            }
        }

        Add(ConflictCode.C03, "sessionfolded = @SessionFolded and studykey <> @StudyKey");
        Add(ConflictCode.C05, "subjectfolded = @SubjectFolded and patientkey <> @PatientKey");
        Add(ConflictCode.C06, "patientkey = @PatientKey and subjectfolded <> @SubjectFolded");
        if (tx.Number("select count(*) from entry where project = @project and upper(session) = @SessionFolded and studykey <> @StudyKey", place) > 0)
        {
            found.Add(ConflictCode.C03);
        }

        return [.. found.Order()];
    }

    /// <summary>What becomes of a study.</summary>
    internal sealed record Verdict(string Id, RequestState State, RequestReason Reason)
    {
        public string Conflicts { get; init; } = string.Empty;

        public string? DuplicateOf { get; init; }

        public string? Known { get; init; }

        public string? Subject { get; init; }

        public string? Session { get; init; }

        /// <summary>Writes it down.</summary>
        public void Write(CatalogTransaction tx, long now) => tx.Execute(
            "update request set state = @State, reason = @Reason, conflicts = @Conflicts, duplicateof = @DuplicateOf, known = coalesce(@Known, known), subject = coalesce(@Subject, subject), session = coalesce(@Session, session), finished = case when @State = 'Blocked' then @now end where id = @Id",
            new { Id, State = State.ToString(), Reason = Reason.ToString(), Conflicts, DuplicateOf, Known, Subject, Session, now });
    }
}
