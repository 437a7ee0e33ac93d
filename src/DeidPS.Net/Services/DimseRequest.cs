using System.Buffers;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>One request and its responses on an association: what C-ECHO, C-FIND, C-MOVE, C-GET and C-STORE have in common (PS3.7 9.1).</summary>
internal sealed class DimseRequest : IDisposable
{
    /// <summary>Longest identifier taken from a peer.</summary>
    public const long MaximumIdentifier = 16 * 1024 * 1024;

    /// <summary>What a peer has to end a request that was stopped, before the association is cut.</summary>
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromMilliseconds(600);

    private readonly Association _association;
    private readonly PresentationContext _context;
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenRegistration _link;
    private readonly CancellationToken _stop;
    private bool _isFirst = true;

    private DimseRequest(Association association, PresentationContext context, DimseCommand command, CancellationToken stop)
    {
        _association = association;
        _context = context;
        Command = command;
        _stop = stop;

        // A peer that is told goes on to the next request; one that is merely cut off may send a whole study into the void.
        _link = stop.UnsafeRegister(static r => ((DimseRequest)r!).OnStop(), this);
    }

    /// <summary>The request.</summary>
    public DimseCommand Command { get; }

    /// <summary>Ends the request hard; passed on to what happens within it.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>Sends a request.</summary>
    /// <exception cref="NetworkException">The peer did not accept the SOP class.</exception>
    public static async Task<DimseRequest> SendAsync(Association association, string sopClass, DimseCommand command, DicomDataset? identifier, CancellationToken stop)
    {
        var context = association.ContextFor(sopClass) ?? throw NotAccepted(association, sopClass);
        command = command with { MessageId = association.NextMessageId(), SopClassUid = sopClass };
        stop.ThrowIfCancellationRequested();
        using var file = identifier is null ? null : DicomFile.Create(identifier, DicomTransferSyntax.Find(context.AcceptedTransferSyntax!)!);
        using var bytes = file?.DatasetStream(file.TransferSyntax, stop);
        await association.SendAsync(context.Id, command, bytes, stop).ConfigureAwait(false);
        return new DimseRequest(association, context, command, stop);
    }

    /// <summary>Asks the peer to end the request (PS3.7 9.3.2.3); it still answers.</summary>
    /// <param name="limit">Longest it may take; then the association is cut. Null for no limit of its own.</param>
    public async Task CancelAsync(TimeSpan? limit = null)
    {
        if (limit is { } time)
        {
            _cut.CancelAfter(time);
        }

        var cancel = new DimseCommand { Operation = DimseOperation.CancelRequest, RespondedMessageId = Command.MessageId };
        await _association.SendAsync(_context.Id, cancel, null, _cut.Token).ConfigureAwait(false);
    }

    /// <summary>Receives the next message: a response to this request, or, to C-GET, a C-STORE-RQ.</summary>
    /// <remarks>Responses to other requests, such as a late one, are dropped.</remarks>
    /// <exception cref="NetworkException">The peer is gone, or sent something else; the association is then aborted.</exception>
    public async Task<DimseMessage> ReceiveAsync()
    {
        try
        {
            var seconds = _isFirst ? _association.TimeoutSec : _association.IdleTimeoutSec;
            _isFirst = false;
            return await ReceiveAsync(_association, Command, seconds, _cut.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(_stop);
        }
    }

    /// <summary>Receives the next message that belongs to a request: a response to it or, for C-GET, a C-STORE-RQ.</summary>
    /// <param name="association">The association.</param>
    /// <param name="request">The request.</param>
    /// <param name="seconds">Time for it. Responses to other requests are dropped and do not prolong it.</param>
    /// <param name="stop">Aborts the association.</param>
    /// <exception cref="NetworkException">NetworkTimeout, AssociationAborted.</exception>
    public static async Task<DimseMessage> ReceiveAsync(Association association, DimseCommand request, int seconds, CancellationToken stop)
    {
        var end = Environment.TickCount64 + (seconds * 1000L);
        for (var left = end - Environment.TickCount64; left > 0; left = end - Environment.TickCount64)
        {
            var message = await association.ReceiveAsync((int)((left + 999) / 1000), stop).ConfigureAwait(false) ?? throw Released();
            var command = message.Command;
            if (!command.IsResponse || command.RespondedMessageId == request.MessageId)
            {
                var isExpected = (int)command.Operation == ((int)request.Operation | 0x8000) || (request.Operation == DimseOperation.GetRequest && command.Operation == DimseOperation.StoreRequest);
                return isExpected ? message : throw await MisplacedAsync(association, "a message that has no place here").ConfigureAwait(false);
            }

            if (command.HasDataset)
            {
                await association.ReadDatasetAsync(null, MaximumIdentifier, stop).ConfigureAwait(false);
            }
        }

        await association.AbortAsync().ConfigureAwait(false);
        throw new NetworkException(NetworkException.NetworkTimeout, "The node answered other requests than ours for too long; the association was aborted.", "The node's software is at fault; try again later.") { IsTransient = true };
    }

    /// <summary>Aborts the association for a message that is sound in form and makes no sense.</summary>
    /// <param name="association">The association.</param>
    /// <param name="what">What came.</param>
    /// <returns>The error to throw.</returns>
    public static async ValueTask<NetworkException> MisplacedAsync(Association association, string what)
    {
        await association.AbortAsync().ConfigureAwait(false);
        return new NetworkException(NetworkException.AssociationAborted, $"The node sent {what}; the association was aborted.", "The node's software is at fault; look into its log.");
    }

    /// <summary>Reads the identifier that follows a response.</summary>
    public async Task<DicomDataset> ReadIdentifierAsync(DimseMessage message)
    {
        var bytes = new ArrayBufferWriter<byte>();
        await _association.ReadDatasetAsync(bytes, MaximumIdentifier, _cut.Token).ConfigureAwait(false);
        var syntax = DicomTransferSyntax.Find(_association.ContextOf(message.ContextId)!.AcceptedTransferSyntax!)!;
        var buffer = new DatasetBuffer(new MemoryBudget(MaximumIdentifier));
        buffer.Append(bytes.WrittenSpan);
        try
        {
            var dataset = DicomFile.OpenDataset(buffer, syntax).Dataset;
            if (dataset.Count > 0 || bytes.WrittenCount == 0)
            {
                return dataset;
            }
        }
        catch (DicomParseException)
        {
            // As where there are bytes and no element.
        }

        throw await MisplacedAsync(_association, "an identifier that cannot be read").ConfigureAwait(false);
    }

    /// <summary>The response as a result.</summary>
    public static DimseResponse Result(DimseCommand response, DimseService service, IReadOnlyList<string>? failed = null) => new()
    {
        Status = DimseStatus.Describe(response.Status, service),
        SubOperations = response.SubOperations,
        FailedInstances = failed ?? [],
        OffendingElements = response.OffendingElements,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _link.Dispose();
        _cut.Dispose();
    }

    private static NetworkException Released() =>
        new(NetworkException.AssociationAborted, "The node released the association instead of answering.", "Look into the log of the node; try again later.") { IsTransient = true };

    private static NetworkException NotAccepted(Association association, string sopClass)
    {
        var name = DicomUids.Find(sopClass)?.Name ?? sopClass;
        var result = association.Contexts.FirstOrDefault(c => c.AbstractSyntax == sopClass)?.Result;
        return new NetworkException(
            NetworkException.AssociationRejected,
            $"The node accepted the association, but not {name} ({result?.ToString() ?? "it was not proposed"}).",
            "Check with Test-DicomNode what the node offers; it may have to be configured, or -Model and -RetrieveMethod changed.");
    }

    private void OnStop()
    {
        _cut.CancelAfter(s_stopLimit);
        _ = TryCancelAsync();
    }

    private async Task TryCancelAsync()
    {
        try
        {
            if (Command.Operation is DimseOperation.FindRequest or DimseOperation.MoveRequest or DimseOperation.GetRequest)
            {
                await CancelAsync().ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is NetworkException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The association is on its way out already.
        }
    }
}
