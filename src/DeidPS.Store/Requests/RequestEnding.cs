using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Lookup;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Requests;

/// <summary>Writes down what became of an attempt: of the request, of its series, and how sure it is that its entry has everything.</summary>
internal sealed class RequestEnding(DeidStore store, RequestRecord row, RequestAttempt attempt, RequestVerdict verdict, RetrieveResult? result, DeidException? error, TimeSpan duration)
{
    /// <summary>Writes it down.</summary>
    /// <returns>False when the request is no longer ours.</returns>
    public bool Write() => store.Catalog.Write(tx =>
    {
        var place = new { row.Id, Process = store.Process.Id };
        var now = tx.Find<RequestRecord>($"select {RequestRecord.Columns} from request where id = @Id and process = @Process", place);
        if (now is null)
        {
            return false;
        }

        if (now.IsCancelled == 1)
        {
            RequestBook.MarkCancelled(tx, row.Id, store.Now);
            return true;
        }

        var entry = WriteEvidence(tx);
        WriteRequest(tx, entry);
        WriteSeries(tx);
        if (verdict.State == RequestState.Complete && !LookupBook.IsKept(tx, row.Project))
        {
            // The project, or the site, wants nothing that leads back.
            RequestBook.EraseOriginals(tx, "id = @Id", row);
        }

        store.Record(
            tx,
            new AuditEvent { Action = "RetrieveRequest", Project = row.Project, Item = row.Id, Result = verdict.State == RequestState.Failed ? "Failed" : "Succeeded" }.With("node", row.Node).With("state", verdict.State).With("reason", verdict.Reason).With("attempt", row.Attempts)
                .With("expected", result?.Expected).With("received", result?.Received).With("evidence", result?.Evidence).With("entry", attempt.Entry).With("status", RequestVerdict.Code(result, error)));
        return true;
    });

    private EntryRow? WriteEvidence(CatalogTransaction tx)
    {
        if (attempt.Entry is null)
        {
            return null;
        }

        tx.Execute("update entry set missing = @Missing, evidence = @Evidence where id = @Entry", new { attempt.Entry, Missing = Missing(), Evidence = EvidenceOf(result).ToString() });
        return tx.Find<EntryRow>($"select {EntryRow.Columns} from entry where id = @Entry", new { attempt.Entry });
    }

    /// <summary>How sure it is that an entry has everything.</summary>
    private static ArrivalEvidence EvidenceOf(RetrieveResult? result) => result?.Evidence switch
    {
        RetrieveEvidence.UidVerified => ArrivalEvidence.UidVerified,
        RetrieveEvidence.CountVerified => ArrivalEvidence.CountVerified,
        _ => ArrivalEvidence.IdleOnly,
    };

    /// <summary>Instances that are known of and not there; one at least when it is not known whether all is there.</summary>
    private long Missing() => result switch
    {
        // Young, so that it may still grow; or nobody knows what the archive has.
        { IsComplete: true } => verdict.Reason == RequestReason.Growing || result.Evidence == RetrieveEvidence.None || verdict.ForgetsKnown ? 1 : 0,
        { Expected: { } expected } => Math.Max(1, Math.Max(result.Missing.Count, expected - result.Received - result.Held)),
        _ => 1,
    };

    private void WriteRequest(CatalogTransaction tx, EntryRow? entry) => tx.Execute(
        """
        update request set state = @State, reason = @Reason, process = null, nexttry = @NextTry, finished = @Finished, attempts = attempts + @Uncounted, recoveries = 0, tries = tries + @Tries, checks = checks + @Checks,
            expected = coalesce(@Expected, expected), received = @Received, excluded = coalesce(@Excluded, excluded), held = @Held, filtered = @Filtered, bytes = @Bytes, evidence = @Evidence, entry = @Entry, known = @Known,
            status = @Status, error = @Error, duration = duration + @Duration
        where id = @Id
        """,
        new
        {
            row.Id, State = verdict.State.ToString(), Reason = verdict.Reason == RequestReason.None ? null : verdict.Reason.ToString(), NextTry = verdict.NextTry?.ToUnixTimeMilliseconds(), Finished = verdict.IsFinal ? store.Now : (long?)null,
            Uncounted = verdict.Counts ? 0 : -1, Tries = verdict.IsTry ? 1 : 0, Checks = verdict.IsCheck ? 1 : 0, Expected = (long?)result?.Expected, Received = (long)attempt.Known.Count,
            Excluded = result?.Series.Sum(s => (long)(s.ExcludedInstances ?? 0)), Held = entry?.Held ?? row.Held, Filtered = entry?.Filtered ?? row.Filtered, Bytes = entry?.Bytes ?? row.Bytes,
            Evidence = (result?.Evidence ?? RetrieveEvidence.None).ToString(), attempt.Entry, Known = verdict.ForgetsKnown ? null : attempt.Known.ToText(), Status = RequestVerdict.Code(result, error), Error = RequestVerdict.Describe(result, error),
            Duration = (long)duration.TotalMilliseconds,
        });

    private void WriteSeries(CatalogTransaction tx)
    {
        if (result is null or { Series.Count: 0 })
        {
            return;
        }

        tx.Execute("delete from requestseries where request = @Id", row);
        foreach (var (position, series) in result.Series.Index())
        {
            tx.Execute(
                "insert into requestseries (request, position, modality, expected, received, excluded, excludedby) values (@Id, @position, @Modality, @Expected, @Received, @Excluded, @ExcludedBy)",
                new
                {
                    row.Id, position, Modality = StandardModality.Of(series.Modality) ?? string.Empty, Expected = (long?)series.Expected, Received = (long)series.Received + series.Held, Excluded = (long?)series.ExcludedInstances,
                    ExcludedBy = series.Excluded ?? string.Join(", ", series.ExcludedFor.Keys.Order(StringComparer.Ordinal)),
                });
        }
    }
}
