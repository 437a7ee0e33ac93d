using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Lookup;

namespace DeidPS.Store.Requests;

/// <summary>What an answer of the opt-out service does to planned requests (workflow section 7): they may be started, or they are blocked and nothing tells any more whose they were.</summary>
internal static class RequestClearance
{
    /// <summary>Requests that an answer decides about: those that have not ended, and rows that found nothing, which name patients too.</summary>
    private const string Undecided = "state in ('Planned', 'Blocked', 'Queued', 'Waiting', 'Incomplete') and process is null";

    /// <summary>Pseudonyms of the patients of requests whose NHS number is on the list: the archive may know them by another number.</summary>
    /// <param name="tx">The catalogue.</param>
    /// <param name="key">The site's key.</param>
    /// <param name="project">The project.</param>
    /// <param name="cleared">NHS numbers on the list, ten digits each.</param>
    public static IEnumerable<string> Patients(CatalogTransaction tx, DeidKey key, string project, IReadOnlySet<string> cleared)
    {
        foreach (var row in tx.Query<SealedRow>($"select r.id, r.patientkey, k.wrapped, r.sealed from request r join lookupkey k on k.id = r.id where r.project = @project and r.sealed is not null and r.patientkey is not null and {Undecided}", new { project }))
        {
            var text = SealedText.Open(key, row.Id, row.Wrapped, row.Sealed);
            var number = RequestOriginals.Parse(text).NhsNumber;
            Array.Clear(text);
            if (number is not null && cleared.Contains(number))
            {
                yield return row.PatientKey;
            }
        }
    }

    /// <summary>Lets those go on that are cleared, and blocks and erases the rest. A row of which no patient is known stays as it is, without its identifiers.</summary>
    public static void Judge(CatalogTransaction tx, string project, long now)
    {
        const string Cleared = "exists (select 1 from clearance c where c.project = request.project and c.patientkey = request.patientkey and c.expires > @now)";
        tx.Execute($"update request set reason = null where project = @project and state = 'Planned' and reason = 'AwaitingClearance' and {Cleared}", new { project, now });
        RequestBook.EraseOriginals(tx, $"project = @project and {Undecided} and not {Cleared}", new { project, now });
        tx.Execute(
            $"update request set state = 'Blocked', reason = 'OptOut', conflicts = '', duplicateof = null, patientkey = null, studykey = null, modalities = '', counted = null, nexttry = null, finished = @now where project = @project and {Undecided} and patientkey is not null and not {Cleared}",
            new { project, now });
    }

    private sealed class SealedRow
    {
        public string Id { get; init; } = string.Empty;

        public string PatientKey { get; init; } = string.Empty;

        public string Wrapped { get; init; } = string.Empty;

        public string Sealed { get; init; } = string.Empty;
    }
}
