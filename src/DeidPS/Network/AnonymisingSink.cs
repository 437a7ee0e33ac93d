using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>
/// De-identifies what a receiver takes, in memory, and answers success only once the copy, or the encrypted original of what is held back,
/// is durable. Nothing identified is written.
/// </summary>
/// <param name="runner">The policies.</param>
/// <param name="options">Where copies and held objects go.</param>
/// <param name="map">Table of pseudonyms; null for none.</param>
/// <param name="minimumFree">Bytes that have to be free at the destination; below it senders are told to come back later.</param>
/// <param name="workers">Instances worked on at once; senders wait for their turn.</param>
internal sealed class AnonymisingSink(PolicyRunner runner, AnonymiseOptions options, PseudonymMap? map, long minimumFree, int workers) : IInstanceSink, IDisposable
{
    private readonly SemaphoreSlim _turns = new(workers);
    private readonly long[] _counts = new long[4];

    /// <summary>True to refuse what a script rejected; by default it is answered with success, so that the sender does not try again for ever.</summary>
    public bool RefusesRejected { get; init; }

    /// <summary>Told about every instance, with the result, before the sender is answered; null for nobody.</summary>
    public Func<DicomReceipt, AnonymiseResult, ValueTask>? OnReceipt { get; init; }

    /// <summary>Instances by status.</summary>
    public long this[AnonymiseStatus status] => Interlocked.Read(ref _counts[(int)status]);

    public async ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        var turn = TakeTurn(instance, stop);
        AnonymiseResult result;
        StoreOutcome outcome;
        var bytes = instance.Dataset.Length;
        try
        {
            (result, outcome) = Store(instance, turn, stop);
        }
        finally
        {
            turn.End();
            instance.Dispose();
        }

        Interlocked.Increment(ref _counts[(int)result.Status]);
        if (OnReceipt is not null)
        {
            await OnReceipt(Receipt(instance, result, outcome, bytes), result).ConfigureAwait(false);
        }

        return outcome;
    }

    public void Dispose() => _turns.Dispose();

    private Turn TakeTurn(ReceivedInstance instance, CancellationToken stop)
    {
        try
        {
            // The thread is one that may wait (IInstanceSink).
            _turns.Wait(stop);
            return new Turn(_turns);
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    private static DicomReceipt Receipt(ReceivedInstance instance, AnonymiseResult result, StoreOutcome outcome, long bytes) => new()
    {
        Time = instance.Received, Association = instance.Association.Number, Instance = instance.Ordinal, CallingAE = instance.Association.CallingAE,
        Peer = instance.Association.Peer?.Address.ToString(), Status = result.Status, Reason = result.Reason, Destination = result.Destination, QuarantinePath = result.QuarantinePath,
        SOPInstanceUID = result.SOPInstanceUID, SOPClassUID = result.SOPClassUID, Bytes = bytes, Message = result.Message,
        Answer = DimseStatus.Describe(outcome.Status, DimseService.Store),
    };

    private (AnonymiseResult Result, StoreOutcome Outcome) Store(ReceivedInstance instance, Turn turn, CancellationToken stop)
    {
        var failed = new AnonymiseResult { Source = instance.ToString(), Status = AnonymiseStatus.Failed, Reason = AnonymiseReason.WriteFailed, Policies = [] };
        if (FreeBytes() < minimumFree)
        {
            return (failed with { ErrorId = "WriteFailed", Message = "The disk of the destination is nearly full.", RecommendedAction = "Free space." }, new StoreOutcome(DimseStatus.OutOfResources, "no disk space for the moment"));
        }

        DicomFile? file = null;
        try
        {
            file = instance.OpenFile(DicomReadOptions.Inspect);
        }
        catch (DimseException error)
        {
            return (failed with { Reason = AnonymiseReason.Damaged, ErrorId = error.ErrorId, Message = error.Message, RecommendedAction = error.RecommendedAction }, new StoreOutcome(DimseStatus.DatasetMismatch, "another SOP class or instance than announced"));
        }
        catch (DicomParseException error)
        {
            return (failed with { Reason = AnonymiseReason.Damaged, ErrorId = error.ErrorId, Message = error.Message }, new StoreOutcome(DimseStatus.CannotUnderstand, "no element can be read"));
        }

        // An anonymiser of its own for each instance: what came before is of no interest, and a sender may send the same again.
        // While one waits for the disk, the next is worked on: the disk takes many at once in the time of one.
        var result = new FileAnonymiser(runner, options with { BeforeWaiting = turn.End }).Process(new MemoryInput(instance.ToString(), () => file), 0, WriteMode.Write, stop);
        stop.ThrowIfCancellationRequested();
        if (result.Status == AnonymiseStatus.Written)
        {
            map?.Flush();
        }

        return (result, Answer(result));
    }

    private StoreOutcome Answer(AnonymiseResult result) => result switch
    {
        { Status: AnonymiseStatus.Written } => StoreOutcome.Success,
        { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.AlreadyExists } => StoreOutcome.Success,
        { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.Rejected } => RefusesRejected ? new StoreOutcome(DimseStatus.CannotUnderstand, "rejected by a policy") : StoreOutcome.Success,
        { Status: AnonymiseStatus.Quarantined, QuarantinePath: not null } => StoreOutcome.Success,
        { Status: AnonymiseStatus.Failed, Reason: AnonymiseReason.WriteFailed } => new StoreOutcome(DimseStatus.OutOfResources, "it could not be written"),
        { Status: AnonymiseStatus.Skipped } => new StoreOutcome(DimseStatus.CannotUnderstand, "not an object that can be stored"),
        _ => new StoreOutcome(DimseStatus.ProcessingFailure, "it was not kept"),
    };

    /// <summary>The right to work, given back once.</summary>
    private sealed class Turn(SemaphoreSlim turns)
    {
        private int _isOver;

        public void End()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                turns.Release();
            }
        }
    }

    private long FreeBytes()
    {
        try
        {
            return new DriveInfo(options.Destination).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A share that does not tell: writing will show.
            return long.MaxValue;
        }
    }
}
