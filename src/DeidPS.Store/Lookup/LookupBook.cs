using System.Security.Cryptography;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Lookup;

/// <summary>
/// The look-up table (workflow sections 8 and 14): from labels back to what studies were called at their source. Each row is sealed with a random key of its own that
/// is wrapped with the site's; when the last data of a study go, its key goes first, and what is left of the row is noise.
/// </summary>
/// <param name="store">The store, in the name of its caller.</param>
/// <param name="key">The site's key.</param>
public sealed class LookupBook(DeidStore store, DeidKey key)
{
    private const string Statement =
        """
        select l.id, k.wrapped, l.sealed, l.arrival, l.studykey, l.patientkey, l.created, l.entry,
            coalesce(e.project, s.project) as project, coalesce(e.subject, u.label) as subject, coalesce(e.session, s.label) as session, s.studyuid
        from lookup l join lookupkey k on k.id = l.id left join entry e on e.id = l.entry left join session s on s.id = l.session left join subject u on u.id = s.subject
        where (e.id is not null or s.id is not null) and (@Entry is null or l.entry = @Entry) and (@Project is null or coalesce(e.project, s.project) = @Project)
            and (@Subject is null or upper(coalesce(e.subject, u.label)) = @Subject) and (@Session is null or upper(coalesce(e.session, s.label)) = @Session) and (@Study is null or l.studykey = @Study)
        order by l.created, l.id
        """;

    /// <summary>Leads back to originals; each call is recorded with its reason before anything is given out.</summary>
    /// <param name="request">What is asked for, and why.</param>
    /// <exception cref="StoreException">AccessDenied for all but data managers, and administrators who break the glass; StoreValueInvalid without a reason; StoreItemNotFound for a project there is none of; KeyMismatch.</exception>
    /// <exception cref="PolicyException">MapConflict: a row is damaged.</exception>
    public IReadOnlyList<DeidOriginal> Find(LookupRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            throw new StoreException(StoreException.StoreValueInvalid, "Looking up who somebody is needs a reason.", "Give -Reason.");
        }

        store.CheckKey(key);
        var (project, rows) = store.Read(tx =>
        {
            Demand(tx, request);
            var id = request.Project is null ? null : ProjectBook.Find(tx, request.Project) ?? throw ProjectBook.Missing(request.Project);
            return (id, tx.Query<Row>(Statement, new
            {
                request.Entry, Project = id, Subject = request.Subject is null ? null : ProjectBook.Fold(request.Subject), Session = request.Session is null ? null : ProjectBook.Fold(request.Session),
                Study = request.StudyInstanceUid is null ? null : IngestKeys.OfStudy(key, request.StudyInstanceUid),
            }));
        });
        var found = Open(rows).Where(o => Matches(o, request)).ToList();

        // Nothing is given out that is not on record.
        store.Write(tx =>
        {
            Demand(tx, request);
            store.Record(
                tx,
                new AuditEvent { Action = request.IsBreakGlass ? "BreakGlass" : "ReadOriginals", Project = project, Item = request.Entry, Reason = request.Reason }.With("by", request.ToString()).With("subject", request.Subject)
                    .With("session", request.Session).With("found", found.Count));
        });
        return found;
    }

    /// <summary>Writes down what the study of a new entry was called, unless the site or the project wants no table.</summary>
    internal static void Write(CatalogTransaction tx, DeidStore store, DeidKey key, string entry, string? project, IngestKeys keys, StudyOriginals originals)
    {
        if (!IsKept(tx, project))
        {
            return;
        }

        Insert(tx, key, new Row { Entry = entry, Arrival = entry, StudyKey = keys.Study, PatientKey = keys.Patient, Created = store.Now }, originals.ToBytes());
    }

    /// <summary>A copy of a session in another project has rows of its own: it may outlive the session.</summary>
    /// <exception cref="PolicyException">MapConflict: a row is damaged.</exception>
    internal static void Copy(CatalogTransaction tx, DeidKey key, string session, string copy, string project)
    {
        if (!IsWanted(tx, project))
        {
            return;
        }

        foreach (var row in tx.Query<Row>("select l.id, k.wrapped, l.sealed, l.arrival, l.studykey, l.patientkey, l.created from lookup l join lookupkey k on k.id = l.id where l.session = @session", new { session }))
        {
            var text = SealedText.Open(key, row.Id, row.Wrapped, row.Sealed);
            Insert(tx, key, new Row { SessionId = copy, Arrival = row.Arrival, StudyKey = row.StudyKey, PatientKey = row.PatientKey, Created = row.Created }, text);
        }
    }

    /// <summary>An entry becomes a session, or part of one that has a row of the same study already.</summary>
    internal static void Archive(CatalogTransaction tx, string entry, string session, string project)
    {
        var place = new { entry, session };
        if (!IsWanted(tx, project) || tx.Number("select count(*) from lookup o join lookup n on n.entry = @entry and n.studykey = o.studykey where o.session = @session", place) > 0)
        {
            EraseEntry(tx, entry);
            return;
        }

        tx.Execute("update lookup set session = @session, entry = null where entry = @entry", place);
    }

    /// <summary>An entry goes to a project that may want no table.</summary>
    internal static void Assign(CatalogTransaction tx, string entry, string? project)
    {
        if (!IsWanted(tx, project))
        {
            EraseEntry(tx, entry);
        }
    }

    /// <summary>Erases what the study of an entry was called.</summary>
    internal static void EraseEntry(CatalogTransaction tx, string entry) => Erase(tx, "entry = @entry", new { entry });

    /// <summary>Erases what the studies of a session were called.</summary>
    internal static void EraseSession(CatalogTransaction tx, string session) => Erase(tx, "session = @session", new { session });

    /// <summary>Erases what studies of a project were called: it wants no table any more.</summary>
    internal static void EraseProject(CatalogTransaction tx, string project) =>
        Erase(tx, "entry in (select id from entry where project = @project) or session in (select id from session where project = @project)", new { project });

    /// <summary>False when the site or the project wants nothing that leads back to patients.</summary>
    internal static bool IsKept(CatalogTransaction tx, string? project) => !DeidStore.ReadSettings(tx).NoLut && IsWanted(tx, project);

    /// <summary>The keys first.</summary>
    private static void Erase(CatalogTransaction tx, string condition, object parameters)
    {
        SealedText.Erase(tx, $"select id from lookup where {condition}", parameters);
        tx.Execute($"delete from lookup where {condition}", parameters);
    }

    private void Demand(CatalogTransaction tx, LookupRequest request) => store.Demand(tx, new AccessRequest { Action = StoreAction.SeeIdentifiers, IsBreakGlass = request.IsBreakGlass });

    private static bool IsWanted(CatalogTransaction tx, string? project) => project is null || tx.Number("select nolut from project where id = @project", new { project }) == 0;

    private static bool Matches(DeidOriginal original, LookupRequest request) =>
        (request.PatientId is null || string.Equals(original.PatientID, request.PatientId.Trim(), StringComparison.OrdinalIgnoreCase))
        && (request.AccessionNumber is null || string.Equals(original.AccessionNumber, request.AccessionNumber.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>Seals a row with a key of its own.</summary>
    private static void Insert(CatalogTransaction tx, DeidKey key, Row row, byte[] text)
    {
        var id = Guid.CreateVersion7().ToString("N");
        tx.Execute(
            "insert into lookup (id, entry, session, arrival, studykey, patientkey, sealed, created) values (@id, @Entry, @SessionId, @Arrival, @StudyKey, @PatientKey, @Sealed, @Created)",
            new { id, row.Entry, row.SessionId, row.Arrival, row.StudyKey, row.PatientKey, Sealed = SealedText.Seal(tx, key, id, text), row.Created });
    }

    private IEnumerable<DeidOriginal> Open(IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            var text = SealedText.Open(key, row.Id, row.Wrapped, row.Sealed);
            var originals = StudyOriginals.Parse(text);
            CryptographicOperations.ZeroMemory(text);
            yield return new DeidOriginal
            {
                Project = row.Project, Subject = row.Subject, Session = row.Session, Entry = row.Entry, Arrival = row.Arrival, PatientID = originals.PatientId, IssuerOfPatientID = originals.Issuer, AccessionNumber = originals.Accession,
                StudyInstanceUID = originals.StudyUid, ArchivedStudyInstanceUID = row.StudyUid, StudyKey = row.StudyKey, PatientKey = row.PatientKey, Recorded = DateTimeOffset.FromUnixTimeMilliseconds(row.Created),
            };
        }
    }

    private sealed class Row
    {
        public string Id { get; init; } = string.Empty;

        public string Wrapped { get; init; } = string.Empty;

        public string Sealed { get; init; } = string.Empty;

        public string Arrival { get; init; } = string.Empty;

        public string StudyKey { get; init; } = string.Empty;

        public string PatientKey { get; init; } = string.Empty;

        public long Created { get; init; }

        public string? Entry { get; init; }

        public string? SessionId { get; init; }

        public string? Project { get; init; }

        public string Subject { get; init; } = string.Empty;

        public string Session { get; init; } = string.Empty;

        public string? StudyUid { get; init; }
    }
}
