using DeidPS.Store.Catalog;

namespace DeidPS.Store.Projects;

/// <summary>A row of the table of sessions, with its subject's label.</summary>
internal sealed record SessionRow
{
    /// <summary>Sessions with their subject's label; s and u are their names in conditions.</summary>
    private const string Source = " from session s join subject u on u.id = s.subject";

    private const string Select =
        "select s.id, s.project, s.subject as subjectid, u.label as subject, s.label, s.studykey, s.studyuid, s.state, s.islocked, s.policies, s.modalities, s.evidence, s.studydate, s.series, s.instances, s.bytes, s.archived, s.archivedby, s.folder, s.operation, s.stale, s.flags, s.checkstate, u.patientkey" + Source;

    public string Id { get; init; } = string.Empty;

    public string Project { get; init; } = string.Empty;

    public string SubjectId { get; init; } = string.Empty;

    public string Subject { get; init; } = string.Empty;

    public string Label { get; init; } = string.Empty;

    public string StudyKey { get; init; } = string.Empty;

    public string StudyUid { get; init; } = string.Empty;

    public string State { get; init; } = string.Empty;

    public long IsLocked { get; init; }

    public string Policies { get; init; } = string.Empty;

    public string Modalities { get; init; } = string.Empty;

    public string Evidence { get; init; } = string.Empty;

    public string? StudyDate { get; init; }

    public long Series { get; init; }

    public long Instances { get; init; }

    public long Bytes { get; init; }

    public long Archived { get; init; }

    public string ArchivedBy { get; init; } = string.Empty;

    public string Folder { get; init; } = string.Empty;

    public string? Operation { get; init; }

    /// <summary>1 when some of it was archived under an earlier version of the project's policy.</summary>
    public long Stale { get; init; }

    /// <summary>What was known about its entry, and accepted.</summary>
    public long Flags { get; init; }

    /// <summary>What its last check said.</summary>
    public string CheckState { get; init; } = nameof(Checks.CheckState.Unchecked);

    /// <summary>Pseudonym of its subject's patient.</summary>
    public string PatientKey { get; init; } = string.Empty;

    /// <summary>The label it is shared under, where the statement asks for it.</summary>
    public string? SharedLabel { get; init; }

    /// <summary>The session of a label in a project, in any case; null when there is none.</summary>
    public static SessionRow? Find(CatalogTransaction tx, string project, string label) =>
        tx.Find<SessionRow>(Select + " where s.project = @project and s.folded = @Folded", new { project, Folded = ProjectBook.Fold(label) });

    /// <summary>The session that an operation holds.</summary>
    public static SessionRow Held(CatalogTransaction tx, string operation) => tx.Find<SessionRow>(Select + " where s.operation = @operation", new { operation })!;

    /// <summary>A session by id; null when there is none.</summary>
    public static SessionRow? Find(CatalogTransaction tx, string id) => tx.Find<SessionRow>(Select + " where s.id = @id", new { id });

    /// <summary>Statement that reads sessions.</summary>
    public static string Statement(string condition) => $"{Select} where {condition}";

    /// <summary>Statement that reads sessions in the order of their subjects, which both databases then go through first.</summary>
    /// <param name="conditions">Conditions, each with <c>and</c> before it.</param>
    public static string StatementBySubject(string conditions) => $"{Select.Replace(Source, " from subject u cross join session s", StringComparison.Ordinal)} where u.id = s.subject{conditions}";

    /// <summary>Statement that reads sessions by the shares of them; h is their name in conditions.</summary>
    public static string SharedStatement(string condition) => $"{Select.Replace(Source, ", h.label as sharedlabel" + Source, StringComparison.Ordinal)} join share h on h.session = s.id where {condition}";
}
