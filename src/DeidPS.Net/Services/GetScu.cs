using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>C-GET (PS3.7 9.1.3, PS3.4 C.4.3): images come back on the association that asked, so nobody has to be able to connect to us.</summary>
public static class GetScu
{
    /// <summary>The contexts that have to be proposed: the service itself, and a storage class for everything that may come back, with us as SCP.</summary>
    /// <param name="model">The information model.</param>
    /// <param name="sopClasses">Storage SOP classes of the images, at most 127.</param>
    /// <param name="transferSyntaxes">Transfer syntaxes taken, best first.</param>
    /// <param name="isRelational">Asks that unique keys of higher levels may be left out (PS3.4 C.5.3.1: extended negotiation).</param>
    public static IReadOnlyList<PresentationContext> Contexts(QueryModel model, IReadOnlyCollection<string> sopClasses, IReadOnlyList<string> transferSyntaxes, bool isRelational = false)
    {
        ArgumentNullException.ThrowIfNull(sopClasses);
        ArgumentNullException.ThrowIfNull(transferSyntaxes);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sopClasses.Count, PresentationContext.Maximum, nameof(sopClasses));

        // One context for each transfer syntax lets the peer send everything as it has it; with many classes it has to choose one for each.
        var isRoomy = sopClasses.Count * transferSyntaxes.Count < PresentationContext.Maximum;
        return
        [
            new PresentationContext
            {
                AbstractSyntax = SopClasses.Get(model),
                TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ImplicitLittleEndian.Uid],
                ExtendedInformation = isRelational ? new byte[] { 1 } : default,
            },
            .. sopClasses.SelectMany(uid => isRoomy ? transferSyntaxes.Select(syntax => Storage(uid, [syntax])) : [Storage(uid, transferSyntaxes)]),
        ];
    }

    /// <summary>Asks for images.</summary>
    /// <param name="association">An association with the contexts.</param>
    /// <param name="model">The information model.</param>
    /// <param name="identifier">Level and unique keys.</param>
    /// <param name="store">Takes the images.</param>
    /// <param name="onProgress">Called for every response with counts; null for none.</param>
    /// <param name="stop">Cancels the request at the peer (C-CANCEL).</param>
    /// <exception cref="NetworkException">The peer is gone, does not offer C-GET, or does not grant us the role of SCP for any storage class (PS3.7 D.3.3.4).</exception>
    public static async Task<DimseResponse> GetAsync(Association association, QueryModel model, DicomDataset identifier, StoreScp store, Action<SubOperations>? onProgress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(store);
        var isOffered = association.ContextFor(SopClasses.Get(model)) is not null;
        if (!isOffered || !association.Contexts.Any(c => c is { IsAccepted: true, IsScp: true }))
        {
            throw new NetworkException(
                NetworkException.AssociationRejected,
                isOffered ? "The node offers C-GET, but none of the images in a way that we could receive them (role selection)." : "The node accepted the association, but offers no C-GET.",
                "Retrieve with C-MOVE: -RetrieveMethod Move.") { LacksGet = true };
        }

        using var request = await DimseRequest.SendAsync(association, SopClasses.Get(model), new DimseCommand { Operation = DimseOperation.GetRequest }, identifier, stop).ConfigureAwait(false);
        while (true)
        {
            var message = await request.ReceiveAsync().ConfigureAwait(false);
            if (message.Command.Operation == DimseOperation.StoreRequest)
            {
                await store.AnswerAsync(association, message, request.Cut).ConfigureAwait(false);
                continue;
            }

            var details = message.Command.HasDataset ? await request.ReadIdentifierAsync(message).ConfigureAwait(false) : null;
            onProgress?.Invoke(message.Command.SubOperations);
            if (DimseStatus.Describe(message.Command.Status, DimseService.Get).Class != StatusClass.Pending)
            {
                return DimseRequest.Result(message.Command, DimseService.Get, MoveScu.FailedInstances(details));
            }
        }
    }

    private static PresentationContext Storage(string sopClass, IReadOnlyList<string> transferSyntaxes) =>
        new() { AbstractSyntax = sopClass, TransferSyntaxes = transferSyntaxes, IsScu = false, IsScp = true };
}
