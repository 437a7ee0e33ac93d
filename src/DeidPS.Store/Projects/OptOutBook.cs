using DeidPS.Deid.Proof;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Projects;

/// <summary>
/// The opt-out gate of a store (workflow section 7): who may be used, as keyed hashes that expire. Whoever is not on the list and whoever has no NHS number is blocked alike, so
/// that the state does not say who opted out.
/// </summary>
/// <param name="store">The store, in the name of its caller.</param>
public sealed class OptOutBook(DeidStore store)
{
    /// <summary>Days that an answer counts unless another number is given.</summary>
    public const int DefaultDays = 30;

    /// <summary>Rows of one statement.</summary>
    private const int BatchSize = 200;

    private const string IsFree = "operation is null and state not in ('Receiving', 'Building', 'Error')";

    /// <summary>Takes the answer of the service instead of the one there was; entries are judged anew, and requests that the service was asked about.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="people">NHS numbers that may be used, each with the Patient ID by which the source knows the person, where that is another.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="days">Days that the answer counts.</param>
    /// <exception cref="StoreException">StoreItemNotFound; AccessDenied for all but data managers; StateConflict when the project needs no clearance; StoreBusy when another answer is taken for it.</exception>
    public OptOutImport Import(string project, IEnumerable<(long Line, string Number, string? PatientId)> people, DeidKey key, int days)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        store.BindKey(key);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var invalid = new List<long>();
        var cleared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, text, patient) in people)
        {
            if (NhsNumber.Parse(text) is not { } number)
            {
                invalid.Add(line);
                continue;
            }

            cleared.Add(number);
            keys.UnionWith(Spellings(number).Append(patient).OfType<string>().Select(id => IngestKeys.OfPatient(key, id)));
        }

        var expires = store.Clock.GetUtcNow().AddDays(days);
        var now = store.Now;
        var id = store.Read(tx => Demand(tx, store, project));
        keys.UnionWith(RequestClearance.Patients(store, key, id, cleared));

        // Short transactions, so that whatever arrives meanwhile does not wait. What a kill leaves clears fewer than it should, never more.
        store.Write(tx =>
        {
            Demand(tx, store, id);
            tx.Execute("delete from clearance where project = @id", new { id });
            store.Record(tx, new AuditEvent { Action = "ImportOptOutResponse", Project = id }.With("cleared", cleared.Count).With("invalid", invalid.Count).With("days", days));
        });
        foreach (var some in keys.Chunk(BatchSize))
        {
            // Keys are hexadecimal digits of our own making.
            store.Catalog.Write(tx => tx.Execute(
                $"insert into clearance (project, patientkey, expires) values {string.Join(", ", some.Select(k => $"(@id, '{k}', @Expires)"))} on conflict (project, patientkey) do update set expires = @Expires",
                new { id, Expires = expires.ToUnixTimeMilliseconds() }));
        }

        store.Reached("optout.cleared");
        RequestClearance.Judge(store, id, now, tx => IsWhole(tx, id, expires.ToUnixTimeMilliseconds(), keys.Count));
        foreach (var some in store.Catalog.Read(tx => EntriesOf(tx, id)).Chunk(BatchSize))
        {
            store.Catalog.Write(tx => JudgeEntries(tx, id, some));
        }

        var blocked = store.Catalog.Read(tx => tx.Number("select count(*) from entry where project = @id and state = 'Blocked'", new { id }));
        return new OptOutImport { Project = id, Cleared = cleared.Count, InvalidLines = invalid.ToArray(), Expires = expires, BlockedEntries = blocked };
    }

    /// <summary>What is erased cannot come back: nothing is while another answer is taken. Of two that were mixed none counts.</summary>
    private static bool IsWhole(CatalogTransaction tx, string project, long expires, int count)
    {
        const string Ours = "select count(*) from clearance where project = @project and expires = @expires";
        var place = new { project, expires };
        if (tx.Number(Ours, place) == count && tx.Number("select count(*) from clearance where project = @project", place) == count)
        {
            return true;
        }

        tx.Execute("delete from clearance where project = @project", place);
        return false;
    }

    /// <summary>Id of a project that needs clearance, for a caller who may see whom it is about.</summary>
    /// <exception cref="StoreException">StoreItemNotFound; AccessDenied for all but data managers; StateConflict when the project needs no clearance or is not active.</exception>
    internal static string Demand(CatalogTransaction tx, DeidStore store, string project)
    {
        store.Demand(tx, new AccessRequest { Action = StoreAction.SeeIdentifiers });
        var id = ProjectBook.Find(tx, project) ?? throw ProjectBook.Missing(project);
        var row = new ProjectBook(store).Load(tx, id)!;
        ProjectBook.RequireActive(row);
        return row.OptOut == OptOutRule.Required ? id : throw new StoreException(StoreException.StateConflict, $"Project '{id}' needs no clearance.", "Set-DeidProject -OptOut Required makes it need one.");
    }

    /// <summary>Takes away what has expired, and blocks what it cleared.</summary>
    internal void RemoveExpired()
    {
        if (store.Catalog.Read(tx => tx.Number("select count(*) from clearance where expires <= @Now", new { store.Now })) == 0)
        {
            return;
        }

        store.Catalog.Write(tx =>
        {
            foreach (var project in tx.Query<string>("select distinct project from clearance where expires <= @Now", new { store.Now }))
            {
                var removed = tx.Execute("delete from clearance where project = @project and expires <= @Now", new { project, store.Now });
                JudgeEntries(tx, project);
                store.Record(tx, new AuditEvent { Action = "OptOutResponseExpired", Project = project }.With("removed", removed));
            }
        });
    }

    /// <summary>Whether a patient must not be used in a project as things stand.</summary>
    internal static bool IsBlocked(CatalogTransaction tx, string? project, string patientKey, long now) =>
        project is not null && tx.Number("select count(*) from project where id = @project and optout = 'Required'", new { project }) > 0
        && tx.Number("select count(*) from clearance where project = @project and patientkey = @patientKey and expires > @now", new { project, patientKey, now }) == 0;

    /// <summary>Refuses what must not be used.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="store">The store.</param>
    /// <param name="what">An entry or a session, as messages call it.</param>
    /// <param name="project">The project it is to go to.</param>
    /// <param name="patientKey">Its patient.</param>
    /// <exception cref="StoreException">StateConflict.</exception>
    internal static void RequireCleared(CatalogTransaction tx, DeidStore store, string what, string project, string patientKey)
    {
        if (IsBlocked(tx, project, patientKey, store.Now))
        {
            throw new StoreException(StoreException.StateConflict, $"{what} is blocked: nobody says that its patient may be used in project '{project}'.", "A data manager imports the answer of the opt-out service with Import-DeidOptOutResponse.");
        }
    }

    /// <summary>Judges the entries of a project anew that nobody has.</summary>
    internal void JudgeEntries(CatalogTransaction tx, string project) => JudgeEntries(tx, project, EntriesOf(tx, project));

    /// <summary>Blocks an entry that nobody has, where nobody says that its patient may be used; a later answer lets it go on as if it had just come.</summary>
    /// <returns>True when it is blocked.</returns>
    internal bool Block(CatalogTransaction tx, string id)
    {
        if (tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id and {IsFree}", new { id }) is not { } entry || !IsBlocked(tx, entry.Project, entry.PatientKey, store.Now))
        {
            return false;
        }

        EntryBuilder.Judge(tx, store, id);
        return true;
    }

    private static IReadOnlyList<string> EntriesOf(CatalogTransaction tx, string project) => tx.Query<string>($"select id from entry where project = @project and {IsFree}", new { project });

    private void JudgeEntries(CatalogTransaction tx, string project, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            // Somebody may have taken it meanwhile.
            if (tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @id and project = @project and {IsFree}", new { id, project }) is not { } entry)
            {
                continue;
            }

            EntryBuilder.Judge(tx, store, entry.Id);
            if (entry.StateValue == EntryState.Blocked)
            {
                // Nothing but the gate held it up.
                EntryBuilder.MarkAutomatic(tx, entry.Id);
            }
        }
    }

    /// <summary>How sources write an NHS number as a Patient ID.</summary>
    private static string[] Spellings(string number) => [number, $"{number[..3]} {number[3..6]} {number[6..]}", $"{number[..3]}-{number[3..6]}-{number[6..]}"];
}
