using DeidPS.Deid.Files;
using DeidPS.Net;

namespace DeidPS.Store.Ingest;

/// <summary>What a sender is answered: success only for what is on the disk, held encrypted, or was left out on purpose and is recorded (workflow section 4, P3).</summary>
public static class SenderAnswer
{
    /// <summary>The answer for a result.</summary>
    /// <param name="result">What became of the object.</param>
    /// <param name="refusesRejected">True to refuse what a script or a filter of series left out; false when that is on record and answered with success.</param>
    public static StoreOutcome Of(AnonymiseResult result, bool refusesRejected) => result switch
    {
        { Status: AnonymiseStatus.Written } => StoreOutcome.Success,
        { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.AlreadyExists } => StoreOutcome.Success,
        { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.Rejected } => refusesRejected ? new StoreOutcome(DimseStatus.CannotUnderstand, "rejected by a policy") : StoreOutcome.Success,
        { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.SeriesFilter } => refusesRejected ? new StoreOutcome(DimseStatus.CannotUnderstand, "left out by a filter of series") : StoreOutcome.Success,
        { Status: AnonymiseStatus.Quarantined, QuarantinePath: not null } => StoreOutcome.Success,
        { Status: AnonymiseStatus.Quarantined } => new StoreOutcome(DimseStatus.ProcessingFailure, "held back, and there is no key to keep it with"),
        { Status: AnonymiseStatus.Failed, Reason: AnonymiseReason.WriteFailed } => new StoreOutcome(DimseStatus.OutOfResources, "it could not be written"),
        { Status: AnonymiseStatus.Skipped } => new StoreOutcome(DimseStatus.CannotUnderstand, "not an object that can be stored"),
        _ => new StoreOutcome(DimseStatus.ProcessingFailure, "it was not kept"),
    };
}
