using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>A request as the catalogue keeps it.</summary>
internal sealed record RequestRecord
{
    public const string Columns =
        "id, batch, line, part, node, project, requester, priority, subject, session, studykey, patientkey, sealed, state, reason, step, conflicts, duplicateof, modalities, counted, expected, received, excluded, held, filtered, bytes, evidence, entry, known, attempts, recoveries, tries, checks, status, error, created, started, finished, nexttry, duration, process, iscancelled, refetch";

    public string Id { get; init; } = string.Empty;

    public string Batch { get; init; } = string.Empty;

    public long Line { get; init; }

    public long Part { get; init; }

    public string Node { get; init; } = string.Empty;

    public string Project { get; init; } = string.Empty;

    public string Requester { get; init; } = string.Empty;

    public long Priority { get; init; }

    public string? Subject { get; init; }

    public string? Session { get; init; }

    public string? StudyKey { get; init; }

    public string? PatientKey { get; init; }

    public string? Sealed { get; init; }

    public string State { get; init; } = nameof(RequestState.Planned);

    public string? Reason { get; init; }

    public string Step { get; init; } = nameof(QueryStep.Exact);

    public string Conflicts { get; init; } = string.Empty;

    public string? DuplicateOf { get; init; }

    public string Modalities { get; init; } = string.Empty;

    public long? Counted { get; init; }

    public long? Expected { get; init; }

    public long Received { get; init; }

    public long Excluded { get; init; }

    public long Held { get; init; }

    public long Filtered { get; init; }

    public long Bytes { get; init; }

    public string Evidence { get; init; } = nameof(RetrieveEvidence.None);

    public string? Entry { get; init; }

    public string? Known { get; init; }

    public long Attempts { get; init; }

    public long Recoveries { get; init; }

    public long Tries { get; init; }

    public long Checks { get; init; }

    public string? Status { get; init; }

    public string? Error { get; init; }

    public long Created { get; init; }

    public long? Started { get; init; }

    public long? Finished { get; init; }

    public long? NextTry { get; init; }

    public long Duration { get; init; }

    public string? Process { get; init; }

    public long IsCancelled { get; init; }

    public long Refetch { get; init; }

    public RequestState StateValue => Enum.Parse<RequestState>(State);

    public RequestReason ReasonValue => Reason is null ? RequestReason.None : Enum.Parse<RequestReason>(Reason);

    public DeidRequest ToRequest() => new()
    {
        Id = Id, Batch = Batch, Line = Line, Part = Part, Project = Project, Node = Node, Subject = Subject, Session = Session, State = StateValue, Reason = ReasonValue, Conflicts = Split(Conflicts), DuplicateOf = DuplicateOf,
        Step = Enum.Parse<QueryStep>(Step), Modalities = Split(Modalities), Counted = Counted, Expected = Expected, Received = Received, Excluded = Excluded, Held = Held, Filtered = Filtered, Bytes = Bytes,
        Evidence = Enum.Parse<RetrieveEvidence>(Evidence), Entry = Entry, Attempts = Attempts, Status = Status, Message = Error, NextTry = Time(NextTry), Created = DateTimeOffset.FromUnixTimeMilliseconds(Created), Started = Time(Started),
        Finished = Time(Finished), DurationSec = Duration / 1000.0, Priority = Priority, Requester = Requester, StudyKey = StudyKey, PatientKey = PatientKey,
    };

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
