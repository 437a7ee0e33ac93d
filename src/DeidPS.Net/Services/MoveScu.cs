using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>C-MOVE (PS3.7 9.1.4, PS3.4 C.4.2): the peer sends images to a third party, here our own receiver.</summary>
public static class MoveScu
{
    /// <summary>The context that has to be proposed.</summary>
    /// <param name="model">The information model.</param>
    /// <param name="isRelational">Asks that unique keys of higher levels may be left out (PS3.4 C.5.2.1: extended negotiation).</param>
    public static PresentationContext Context(QueryModel model, bool isRelational = false) => new()
    {
        AbstractSyntax = SopClasses.Move(model),
        TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ImplicitLittleEndian.Uid],
        ExtendedInformation = isRelational ? new byte[] { 1 } : default,
    };

    /// <summary>Asks for images to be sent.</summary>
    /// <param name="association">An association with the model's context.</param>
    /// <param name="model">The information model.</param>
    /// <param name="identifier">Level and unique keys.</param>
    /// <param name="destination">AE title the images are to be sent to.</param>
    /// <param name="onProgress">Called for every response with counts; null for none.</param>
    /// <param name="stop">Cancels the request at the peer (C-CANCEL).</param>
    /// <exception cref="NetworkException">The peer is gone.</exception>
    public static async Task<DimseResponse> MoveAsync(Association association, QueryModel model, DicomDataset identifier, string destination, Action<SubOperations>? onProgress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(association);
        var command = new DimseCommand { Operation = DimseOperation.MoveRequest, MoveDestination = destination };
        using var request = await DimseRequest.SendAsync(association, SopClasses.Move(model), command, identifier, stop).ConfigureAwait(false);
        while (true)
        {
            var message = await request.ReceiveAsync().ConfigureAwait(false);
            var details = message.Command.HasDataset ? await request.ReadIdentifierAsync(message).ConfigureAwait(false) : null;
            onProgress?.Invoke(message.Command.SubOperations);
            if (DimseStatus.Describe(message.Command.Status, DimseService.Move).Class != StatusClass.Pending)
            {
                return DimseRequest.Result(message.Command, DimseService.Move, FailedInstances(details));
            }
        }
    }

    internal static IReadOnlyList<string> FailedInstances(DicomDataset? details) =>
        details?.Find(new DicomTag(0x00080058)) is { IsEmpty: false } list ? [.. list.Values.Where(v => v.Length > 0)] : [];
}
