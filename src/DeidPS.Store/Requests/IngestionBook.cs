using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;

namespace DeidPS.Store.Requests;

/// <summary>Reports on requests up to the project (workflow section 18), in the name of the store's caller.</summary>
/// <param name="store">The store.</param>
public sealed class IngestionBook(DeidStore store)
{
    /// <summary>A smaller number of patients who may not be used is not told to those who are no data managers (workflow section 7, rule 4).</summary>
    public const int LeastTold = 5;

    private readonly RequestBook _requests = new(store);

    /// <summary>What became of requests that the caller may see, in the order of imports and lines; read as they come.</summary>
    /// <exception cref="StoreException">StoreItemNotFound: there is no such project for the caller.</exception>
    public IEnumerable<IngestionStatus> List(RequestFilter? filter = null) => WithStatus(_requests.Rows(filter ?? new RequestFilter())).Select(p => p.Status);

    /// <summary>How many requests have which status for which reason.</summary>
    /// <exception cref="StoreException">StoreItemNotFound: there is no such project for the caller.</exception>
    public IReadOnlyList<IngestionCount> Summary(RequestFilter? filter = null)
    {
        var isToldAll = store.Read(tx => AccessControl.Allows(tx, store.Caller, new AccessRequest { Action = StoreAction.SeeIdentifiers }));
        return
        [
            .. List(filter).CountBy(s => (s.Status, s.Reason)).OrderBy(c => c.Key).Select(c => new IngestionCount
            {
                Status = c.Key.Status, Reason = c.Key.Reason, Requests = c.Key.Reason == RequestReason.OptOut && c.Value < LeastTold && !isToldAll ? null : c.Value,
            }),
        ];
    }

    /// <summary>Which study of the source became which session; recorded with its reason before anything is given out. Rows that found nothing are listed with what was asked for.</summary>
    /// <param name="filter">Which requests.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isBreakGlass">True when an administrator breaks the glass.</param>
    /// <exception cref="StoreException">AccessDenied for all but data managers, and administrators who break the glass; StoreValueInvalid without a reason; StoreItemNotFound.</exception>
    /// <exception cref="Deid.Policies.PolicyException">MapConflict: a row is damaged.</exception>
    public IEnumerable<AccessionTrace> Trace(RequestFilter filter, DeidKey key, string reason, bool isBreakGlass = false) =>
        WithStatus(_requests.RowsToOpen(filter, key, reason, isBreakGlass)).Select(p =>
        {
            var originals = RequestBook.OriginalsOf(store, p.Row, key);
            return new AccessionTrace
            {
                Project = p.Row.Project, Line = p.Row.Line, Part = p.Row.Part, PatientID = originals?.PatientId, AccessionNumber = originals?.Accession, StudyDate = originals?.StudyDate, StudyID = originals?.StudyId,
                StudyInstanceUID = originals?.StudyUid, StudyDescription = originals?.StudyDescription, Subject = p.Row.Subject, Session = p.Row.Session, Status = p.Status.Status, Reason = p.Status.Reason,
            };
        });

    /// <summary>A part at a time, each looked for in one transaction.</summary>
    private IEnumerable<(RequestRecord Row, IngestionStatus Status)> WithStatus(IEnumerable<RequestRecord> rows) => rows.Chunk(RequestQuery.Part).SelectMany(some =>
    {
        var places = store.Catalog.Read(tx => StudyPlaces.Read(tx, some));
        return some.Select(row => (row, places.StatusOf(row)));
    });
}
