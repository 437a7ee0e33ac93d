using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Catalog;
using DeidPS.Store.Lookup;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>
/// What an answer of the opt-out service does to planned requests (workflow section 7): they may be started, or they are blocked and nothing tells any more whose they were. An answer
/// decides about those whose numbers were written for the service, and those without a number; it knows nothing of others.
/// </summary>
internal static class RequestClearance
{
    /// <summary>States of requests that an answer decides about: those that have not ended, what can be tried again, and rows that found nothing, which name patients too.</summary>
    public static readonly RequestState[] UndecidedStates = [RequestState.Planned, RequestState.Blocked, RequestState.Queued, RequestState.Waiting, RequestState.Incomplete, RequestState.Failed];

    private const string IsCleared = "exists (select 1 from clearance c where c.project = request.project and c.patientkey = request.patientkey and c.expires > @now)";

    private const int PageSize = 500;

    private static readonly string s_decided =
        $"batch = @batch and state in ({string.Join(", ", UndecidedStates.Select(s => $"'{s}'"))}) and process is null and (exported <= @asOf or (hasnumber = 0 and created <= @asOf))";

    /// <summary>Whether a request must not be fetched as things stand.</summary>
    public static bool IsBlocked(CatalogTransaction tx, RequestRecord row, long now) => row.PatientKey is null || OptOutBook.IsBlocked(tx, row.Project, row.PatientKey, now);

    /// <summary>
    /// Pseudonyms of patients whose NHS number is on the list, where the archive knows them by another: of rows that gave the number together with the Patient ID of the study. A patient to whom
    /// lists give several numbers is cleared when all of them are. Nothing is held while texts are opened.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="project">The project.</param>
    /// <param name="cleared">NHS numbers on the list, ten digits each.</param>
    public static IEnumerable<string> Patients(DeidStore store, DeidKey key, string project, IReadOnlySet<string> cleared)
    {
        var patients = new Dictionary<string, bool>(StringComparer.Ordinal);
        for (var last = string.Empty; ;)
        {
            var rows = store.Catalog.Read(tx => tx.Query<SealedRow>(
                FormattableString.Invariant($"select r.id, r.patientkey, k.wrapped, r.sealed from request r join lookupkey k on k.id = r.id where r.project = @project and r.id > @last and r.sealed is not null and r.patientkey is not null and r.hasnumber = 1 order by r.id limit {PageSize}"),
                new { project, last }));
            foreach (var row in rows)
            {
                var text = SealedText.Open(key, row.Id, row.Wrapped, row.Sealed);
                var isListed = RequestOriginals.Parse(text).NhsNumber is { } number && cleared.Contains(number);
                Array.Clear(text);
                patients[row.PatientKey] = isListed && patients.GetValueOrDefault(row.PatientKey, true);
            }

            if (rows.Count < PageSize)
            {
                return patients.Where(p => p.Value).Select(p => p.Key);
            }

            last = rows[^1].Id;
        }
    }

    /// <summary>Patients of a project who are cleared.</summary>
    public static HashSet<string> Cleared(CatalogTransaction tx, string project, long now) =>
        tx.Query<string>("select patientkey from clearance where project = @project and expires > @now", new { project, now }).ToHashSet(StringComparer.Ordinal);

    /// <summary>Writes down that an answer will decide about requests.</summary>
    public static void MarkExported(DeidStore store, IEnumerable<string> ids)
    {
        foreach (var some in ids.Chunk(PageSize))
        {
            var conditions = new Conditions().AndIn("id", some);
            var now = conditions.Parameter(store.Now);
            store.Catalog.Write(tx => tx.Execute($"update request set exported = {now} where 1 = 1{conditions.Sql}", conditions.Parameters));
        }
    }

    /// <summary>
    /// Lets those go on that are cleared, and blocks and erases the others that the answer decides about. A row of which no patient is known stays as it is, without its identifiers. One import after
    /// the other, so that nobody waits long.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="project">The project.</param>
    /// <param name="asOf">When the answer was taken: what was exported or planned later, it does not decide about.</param>
    /// <param name="isWhole">Looks whether the answer is still there as it was taken.</param>
    /// <exception cref="StoreException">StoreBusy: it is not.</exception>
    public static void Judge(DeidStore store, string project, long asOf, Func<CatalogTransaction, bool> isWhole)
    {
        foreach (var batch in store.Catalog.Read(tx => tx.Query<string>("select id from requestbatch where project = @project and iscomplete = 1", new { project })))
        {
            if (!store.Catalog.Write(tx => isWhole(tx) && Judge(tx, new { batch, asOf, now = store.Now })))
            {
                throw new StoreException(StoreException.StoreBusy, "Another answer was taken for the project at the same time, and none counts now.", "Import the answer again.");
            }
        }
    }

    private static bool Judge(CatalogTransaction tx, object place)
    {
        // What was started goes on.
        tx.Execute(
            $"update request set state = case when wasqueued = 1 then 'Queued' else 'Planned' end, reason = case when duplicateof is not null and known is not null then 'Delta' end, finished = null where batch = @batch and state = 'Planned' and reason = 'AwaitingClearance' and {IsCleared}",
            place);
        RequestBook.EraseOriginals(tx, $"{s_decided} and not {IsCleared}", place);
        tx.Execute(
            $"update request set state = 'Blocked', reason = 'OptOut', conflicts = '', duplicateof = null, patientkey = null, studykey = null, modalities = '', counted = null, nexttry = null, error = null, wasqueued = 0, finished = @now where {s_decided} and patientkey is not null and not {IsCleared}",
            place);
        tx.Execute($"update request set exported = null where {s_decided}", place);
        return true;
    }

    private sealed class SealedRow
    {
        public string Id { get; init; } = string.Empty;

        public string PatientKey { get; init; } = string.Empty;

        public string Wrapped { get; init; } = string.Empty;

        public string Sealed { get; init; } = string.Empty;
    }
}
