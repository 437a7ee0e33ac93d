using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Ingest;

namespace DeidPS;

/// <summary>
/// De-identifies what a receiver takes, in memory, and answers success only once the copy, or the encrypted original of what is held back,
/// is durable. Nothing identified is written.
/// </summary>
/// <param name="runner">The policies.</param>
/// <param name="options">Where copies and held objects go.</param>
/// <param name="policies">The keys and the table of pseudonyms, as the policies use them.</param>
/// <param name="minimumFree">Bytes that have to be free at the destination; below it senders are told to come back later.</param>
/// <param name="workers">Instances worked on at once; senders wait for their turn.</param>
internal sealed class AnonymisingSink(PolicyRunner runner, AnonymiseOptions options, PolicyBinding policies, long minimumFree, int workers) : ReceiverSink(policies.SiteKey)
{
    private readonly WorkTurns _turns = new(workers);

    /// <summary>True to refuse what a script rejected; by default it is answered with success, so that the sender does not try again for ever.</summary>
    public bool RefusesRejected { get; init; }

    /// <summary>Puts every result on record before the sender is answered; what it throws makes the answer a failure. Null for no record.</summary>
    public Action<AnonymiseResult>? OnResult { get; init; }

    /// <summary>Told about every instance before the sender is answered; null for nobody.</summary>
    public Func<DicomReceipt, ValueTask>? OnReceipt { get; init; }

    public override async ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        DicomReceipt receipt;
        StoreOutcome outcome;
        try
        {
            // The thread is one that may wait (IInstanceSink).
            using var turn = _turns.Take(stop);
            (receipt, outcome) = Handle(instance, turn, stop);
        }
        finally
        {
            instance.Dispose();
        }

        if (OnReceipt is not null)
        {
            // The sender waits until whoever reads the receipts has time for this one; when the receiver is closed it waits no longer.
            await OnReceipt(receipt).AsTask().WaitAsync(stop).ConfigureAwait(false);
        }

        return outcome;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _turns.Dispose();
    }

    /// <summary>What became of an instance.</summary>
    internal static DicomReceipt Receipt(ReceivedInstance instance, DicomArrival arrival, AnonymiseResult result, StoreOutcome outcome, long bytes) => new()
    {
        Time = instance.Received, ArrivalId = arrival.ArrivalId, Association = instance.Association.Number, Instance = instance.Ordinal, CallingAE = instance.Association.CallingAE,
        Peer = arrival.Peer, Status = result.Status, Reason = result.Reason, Destination = result.Destination, QuarantinePath = result.QuarantinePath,
        SOPInstanceUID = result.SOPInstanceUID, SOPClassUID = result.SOPClassUID, Bytes = bytes, Message = result.Message,
        Answer = DimseStatus.Describe(outcome.Status, DimseService.Store),
    };

    private (DicomReceipt Receipt, StoreOutcome Outcome) Handle(ReceivedInstance instance, WorkTurns.Turn turn, CancellationToken stop)
    {
        var bytes = instance.Dataset.Length;
        var result = new AnonymiseResult { Source = instance.ToString(), Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, Policies = [] };
        StoreOutcome outcome;
        DicomArrival arrival;
        if (Shortage() is { } shortage)
        {
            arrival = Arrivals.Of(instance, null);
            result = result with { Source = Name(arrival, instance), ErrorId = "WriteFailed", Message = shortage, RecommendedAction = "Free space, or bring the disk back; senders try again." };
            outcome = new StoreOutcome(DimseStatus.OutOfResources, "no disk space for the moment");
        }
        else if (Open(instance, ref result, out outcome) is { } file)
        {
            arrival = Arrivals.Of(instance, file.Dataset);
            (result, outcome) = Store(instance, file, Name(arrival, instance), turn, stop);
        }
        else
        {
            arrival = Arrivals.Of(instance, null);
            result = result with { Source = Name(arrival, instance) };
        }

        (result, outcome) = Record(instance, result, outcome);
        Count(arrival, result.Status);
        return (Receipt(instance, arrival, result, outcome, bytes), outcome);
    }

    private (AnonymiseResult Result, StoreOutcome Outcome) Store(ReceivedInstance instance, DicomFile file, string name, WorkTurns.Turn turn, CancellationToken stop)
    {
        // An anonymiser of its own for each instance: what came before is of no interest, and a sender may send the same again.
        // While one waits for the disk, the next is worked on: the disk takes many at once in the time of one.
        var result = new FileAnonymiser(runner, options with { BeforeWaiting = turn.End }).Process(new MemoryInput(name, () => file, isAcknowledged: true), (int)(instance.Ordinal & int.MaxValue), WriteMode.Write, stop);
        stop.ThrowIfCancellationRequested();
        return (result, SenderAnswer.Of(result, RefusesRejected));
    }

    /// <summary>Makes durable what has to be there beside the object; what cannot be recorded is no success.</summary>
    private (AnonymiseResult Result, StoreOutcome Outcome) Record(ReceivedInstance instance, AnonymiseResult result, StoreOutcome outcome)
    {
        try
        {
            if (result.Status == AnonymiseStatus.Written)
            {
                policies.Map?.Flush();
            }

            if (result.Reason == AnonymiseReason.Rejected && !RefusesRejected)
            {
                options.Quarantine!.Record(result, instance.SopInstanceUid);
            }

            OnResult?.Invoke(result);
            return (result, outcome);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DeidException or ArgumentOutOfRangeException)
        {
            result = result with
            {
                Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, ErrorId = "WriteFailed",
                Message = $"It could not be put on record ({error.GetType().Name}). {result.Message}".TrimEnd(), RecommendedAction = "Check free space and permissions of the report, the look-up table and the quarantine folder; senders try again.",
            };
            return (result, outcome.Status == DimseStatus.Success ? new StoreOutcome(DimseStatus.OutOfResources, "it could not be put on record") : outcome);
        }
    }

    /// <summary>Why nothing can be stored for the moment; null when it can.</summary>
    private string? Shortage()
    {
        try
        {
            // Not made again: a share that went away would be filled beneath the place where it comes back.
            return !Directory.Exists(options.Destination) ? "The destination is gone."
                : new DriveInfo(options.Destination).AvailableFreeSpace < minimumFree ? "The disk of the destination is nearly full."
                : null;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A share that does not tell: writing will show.
            return null;
        }
    }
}
