using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>An entry or session as it is compared with an archive.</summary>
/// <param name="Entry">The entry; null for a session.</param>
/// <param name="Archived">The session; null for an entry.</param>
internal sealed record ComparedStudy(EntryRow? Entry, SessionRow? Archived)
{
    /// <summary>Different instances that were held back; what is there with other content beside counts as there.</summary>
    public long Held { get; init; }

    /// <summary>Different instances that a filter or a script left out at arrival.</summary>
    public long Filtered { get; init; }

    /// <summary>How many other entries and sessions of the project are of the same study.</summary>
    public long Others { get; init; }

    /// <summary>Digests of instances, where a request recorded them; null for none.</summary>
    public string? Known { get; init; }

    public string Id => Entry?.Id ?? Archived!.Id;

    public string? Project => Entry is null ? Archived!.Project : Entry.Project;

    public string StudyKey => Entry?.StudyKey ?? Archived!.StudyKey;

    public long Instances => Entry?.Instances ?? Archived!.Instances;

    /// <summary>Different instances that are there.</summary>
    public long There => Instances + Held + Filtered;

    public ArrivalEvidence Evidence => Enum.Parse<ArrivalEvidence>(Entry?.Evidence ?? Archived!.Evidence);

    /// <summary>Reads it.</summary>
    /// <exception cref="StoreException">StoreItemNotFound: neither an entry nor a session has this id.</exception>
    public static ComparedStudy Load(CatalogTransaction tx, string id)
    {
        var entry = tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id", new { id });
        var study = new ComparedStudy(entry, entry is null ? SessionRow.Find(tx, id) ?? throw Missing(id) : null);
        var place = new { id, study.Project, study.StudyKey };
        long Discarded(DiscardKind kind) => tx.Number(
            $"select count(distinct instancekey) from discard where kind = '{kind}' and reason <> 'DuplicateContent' and {(entry is null ? "session = @id" : "session is null and entry = @id")}", place);
        const string OfStudy = "studykey = @StudyKey and id <> @id and coalesce(project, '') = coalesce(@Project, '')";
        return study with
        {
            Held = Discarded(DiscardKind.Held), Filtered = Discarded(DiscardKind.Filtered),
            Others = tx.Number($"select (select count(*) from entry where {OfStudy}) + (select count(*) from session where {OfStudy})", place),
            Known = tx.Find<string>($"select known from request where project = @Project and studykey = @StudyKey and known is not null {(entry is null ? string.Empty : "and entry = @id")} order by created desc, id desc limit 1", place),
        };
    }

    /// <summary>True when nothing has come or gone.</summary>
    public bool IsSame(ComparedStudy other) => (Id, Instances, Held, Filtered, Others, Entry?.LastInstance) == (other.Id, other.Instances, other.Held, other.Filtered, other.Others, other.Entry?.LastInstance);

    /// <summary>What there is to be said before anything is found.</summary>
    public PacsComparison ToComparison(PacsComparisonStatus status, string? message) => new()
    {
        Id = Id, Project = Project, Subject = Entry?.Subject ?? Archived!.Subject, Session = Entry?.Session ?? Archived!.Label, IsArchived = Entry is null, Status = status, There = There, Held = Held, Filtered = Filtered, Evidence = Evidence, Message = message,
    };

    private static StoreException Missing(string id) => new(StoreException.StoreItemNotFound, $"There is neither an entry nor a session '{id}'.", "Get-DeidPrearchive and Get-DeidSession list those there are for you.");
}
