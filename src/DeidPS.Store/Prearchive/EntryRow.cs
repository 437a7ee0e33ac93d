namespace DeidPS.Store.Prearchive;

/// <summary>A row of the table of entries.</summary>
internal sealed record EntryRow
{
    /// <summary>The columns that are read.</summary>
    public const string Columns =
        "id, project, subject, session, studykey, patientkey, state, flags, message, conflicts, received, lastinstance, series, instances, bytes, held, filtered, duplicates, modalities, evidence, callingae, policies, folder, latefor, operation, createdby, reviewed, missing, autoarchive, automatic, checkstate";

    public string Id { get; init; } = string.Empty;

    public string? Project { get; init; }

    public string Subject { get; init; } = string.Empty;

    public string Session { get; init; } = string.Empty;

    public string StudyKey { get; init; } = string.Empty;

    public string PatientKey { get; init; } = string.Empty;

    public string State { get; init; } = string.Empty;

    public long Flags { get; init; }

    /// <summary>Flags that a person looked at and accepted.</summary>
    public long Reviewed { get; init; }

    public string? Message { get; init; }

    public string Conflicts { get; init; } = string.Empty;

    public long Received { get; init; }

    public long LastInstance { get; init; }

    public long Series { get; init; }

    public long Instances { get; init; }

    public long Bytes { get; init; }

    public long Held { get; init; }

    public long Filtered { get; init; }

    public long Duplicates { get; init; }

    public string Modalities { get; init; } = string.Empty;

    public string Evidence { get; init; } = string.Empty;

    public string? CallingAE { get; init; }

    public string Policies { get; init; } = string.Empty;

    public string Folder { get; init; } = string.Empty;

    public string? LateFor { get; init; }

    public string? Operation { get; init; }

    public string CreatedBy { get; init; } = string.Empty;

    public long Missing { get; init; }

    /// <summary>What AA: said, 0 or 1; null for nothing.</summary>
    public long? AutoArchive { get; init; }

    /// <summary>The mode in which it is to be archived without a person; null when it is not.</summary>
    public string? Automatic { get; init; }

    /// <summary>What its last check said.</summary>
    public string CheckState { get; init; } = nameof(Checks.CheckState.Unchecked);

    /// <summary>The same under other labels.</summary>
    public EntryRow WithLabels(string subject, string session) => this with { Subject = subject, Session = session };

    /// <summary>Where it stands.</summary>
    public EntryState StateValue => Enum.Parse<EntryState>(State);

    /// <summary>What is to be known about it.</summary>
    public EntryFlags FlagsValue => (EntryFlags)Flags;

    /// <summary>True while one operation has it.</summary>
    public bool IsLocked => StateValue is EntryState.Building or EntryState.Archiving or EntryState.Moving or EntryState.Deleting;

    /// <summary>The entry as it is shown.</summary>
    public PrearchiveEntry ToEntry() => new()
    {
        Id = Id, Project = Project, Subject = Subject, Session = Session, State = StateValue, Flags = FlagsValue, Accepted = (EntryFlags)Reviewed, Conflicts = Split(Conflicts), Message = Message ?? EntryText.Of(this),
        Received = DateTimeOffset.FromUnixTimeMilliseconds(Received), LastInstance = DateTimeOffset.FromUnixTimeMilliseconds(LastInstance), Modalities = Split(Modalities), Series = Series, Instances = Instances, Bytes = Bytes,
        Missing = Missing, Held = Held, Filtered = Filtered, Duplicates = Duplicates, Evidence = Enum.Parse<ArrivalEvidence>(Evidence), CallingAE = CallingAE, Policies = Split(Policies), LateFor = LateFor, StudyKey = StudyKey, CreatedBy = CreatedBy,
    };

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
