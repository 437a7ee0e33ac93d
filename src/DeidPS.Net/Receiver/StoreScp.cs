using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>C-STORE as the side that receives (PS3.7 9.1.1, PS3.4 B): reads the instance, hands it to a sink, and answers what the sink says.</summary>
/// <param name="sink">Takes the instances.</param>
/// <param name="budget">Memory for instances on their way, shared by all associations; beyond it they are kept in encrypted temporary files.</param>
public sealed class StoreScp(IInstanceSink sink, MemoryBudget budget)
{
    private long _count;

    /// <summary>Threads for the sink to wait on.</summary>
    internal BlockingThreads Threads { get; init; } = new();

    /// <summary>Largest instance taken, in bytes; larger ones are answered A700. Default 64 GiB.</summary>
    public long MaximumInstanceLength { get; init; } = 64L * 1024 * 1024 * 1024;

    /// <summary>Folder of the encrypted temporary files; null for the system's.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Told about an instance after it was answered; null for nobody.</summary>
    public Action<AssociationInfo, long, StoreOutcome>? OnAnswered { get; init; }

    /// <summary>Told about an instance that is refused without the sink having seen it; null for nobody.</summary>
    public Action<AssociationInfo, StoreOutcome>? OnRefused { get; init; }

    /// <summary>Reads the data set of a C-STORE-RQ and answers it.</summary>
    /// <exception cref="NetworkException">The peer is gone.</exception>
    /// <exception cref="OperationCanceledException">Stopped; there was no answer.</exception>
    public async Task AnswerAsync(Association association, DimseMessage message, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(message);
        var command = message.Command;
        if (!command.HasDataset)
        {
            await RefuseAsync(association, message, 0, new StoreOutcome(DimseStatus.CannotUnderstand, "no data set"), stop).ConfigureAwait(false);
            return;
        }

        var buffer = new DatasetBuffer(budget, SpillFolder);
        ReceivedInstance? instance = null;
        StoreOutcome outcome;
        try
        {
            var intake = new DatasetIntake(buffer, MaximumInstanceLength);
            var length = await association.ReadDatasetAsync(intake, long.MaxValue, stop).ConfigureAwait(false);
            if (Refusal(association, message, intake) is { } refused)
            {
                await RefuseAsync(association, message, length, refused, stop).ConfigureAwait(false);
                return;
            }

            var syntax = DicomTransferSyntax.Find(association.ContextOf(message.ContextId)!.AcceptedTransferSyntax!)!;
            instance = new ReceivedInstance(association.Info, command, syntax, buffer, Interlocked.Increment(ref _count));
        }
        finally
        {
            if (instance is null)
            {
                buffer.Dispose();
            }
        }

        var size = instance.Dataset.Length;
        try
        {
            await Threads.EnterAsync();
            outcome = await sink.StoreAsync(instance, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            instance.Dispose();
            throw;
        }
        catch (Exception error)
        {
            // A sink that failed may not have come to that; twice does no harm.
            instance.Dispose();

            // The peer keeps the instance and tries again; the sink told whoever runs the receiver what happened.
            outcome = new StoreOutcome(error is IOException or UnauthorizedAccessException ? DimseStatus.OutOfResources : DimseStatus.ProcessingFailure, error.GetType().Name);
        }

        await RespondAsync(association, message, size, outcome, stop).ConfigureAwait(false);
    }

    private static StoreOutcome? Refusal(Association association, DimseMessage message, DatasetIntake intake)
    {
        var command = message.Command;
        var context = association.ContextOf(message.ContextId)!;
        if (IsService(context.AbstractSyntax) || !(association.IsRequestor || context.IsScu))
        {
            // Of a peer that sends what we asked for with C-GET the role it granted us does not count: Orthanc leaves it out for private classes, and sends.
            return new StoreOutcome(DimseStatus.SopClassNotSupported, "the presentation context is not for storing");
        }

        if (command.SopClassUid != context.AbstractSyntax)
        {
            return new StoreOutcome(DimseStatus.SopClassNotSupported, "not the SOP class of the presentation context");
        }

        if (!IsUid(command.SopInstanceUid))
        {
            return new StoreOutcome(0x0117, "the SOP Instance UID is no UID");
        }

        return intake.IsOverflown ? new StoreOutcome(DimseStatus.OutOfResources, "too large, or no disk space for the moment") : null;
    }

    /// <summary>Verification, and query and retrieve (PS3.4 C.6): what we propose besides classes of objects.</summary>
    private static bool IsService(string abstractSyntax) => abstractSyntax == SopClasses.Verification || abstractSyntax.StartsWith("1.2.840.10008.5.1.4.1.2.", StringComparison.Ordinal);

    /// <summary>Digits and dots. Some devices make UIDs longer than the 64 characters of PS3.5 9.1; refusing them would lose the images.</summary>
    private static bool IsUid(string? uid) => uid is { Length: > 0 and <= 128 } && uid.All(static c => char.IsAsciiDigit(c) || c == '.');

    private Task RefuseAsync(Association association, DimseMessage message, long length, StoreOutcome outcome, CancellationToken stop)
    {
        OnRefused?.Invoke(association.Info, outcome);
        return RespondAsync(association, message, length, outcome, stop);
    }

    private async Task RespondAsync(Association association, DimseMessage message, long length, StoreOutcome outcome, CancellationToken stop)
    {
        await association.SendAsync(message.ContextId, message.Command.Respond(outcome.Status, outcome.Comment), null, stop).ConfigureAwait(false);
        OnAnswered?.Invoke(association.Info, length, outcome);
    }
}
