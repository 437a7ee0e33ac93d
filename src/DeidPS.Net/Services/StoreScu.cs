using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>C-STORE as the side that sends (PS3.7 9.1.1, PS3.4 B).</summary>
public static class StoreScu
{
    /// <summary>Sends one instance: its very bytes where the peer takes its transfer syntax, else encoded anew where nothing is lost.</summary>
    /// <param name="association">An association with a context for the SOP class.</param>
    /// <param name="file">The instance.</param>
    /// <param name="stop">Aborts the association when cancelled on the way.</param>
    /// <exception cref="NetworkException">The peer is gone, or took no transfer syntax the instance can be sent in (AssociationRejected).</exception>
    public static Task<DimseResponse> StoreAsync(Association association, DicomFile file, CancellationToken stop) => StoreAsync(association, file, null, stop);

    /// <summary>As the other; what is to be done while the answer is waited for is called when all was sent.</summary>
    internal static async Task<DimseResponse> StoreAsync(Association association, DicomFile file, Action? onSent, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(file);
        var (sopClass, instance) = Identity(file);
        var context = ContextFor(association, file, sopClass) ?? throw new NetworkException(
            NetworkException.AssociationRejected,
            $"The node takes {DicomUids.Find(sopClass)?.Name ?? sopClass} in no transfer syntax that the instance ({file.TransferSyntax.Name}) can be sent in.",
            "Check with Test-DicomNode what the node takes; have it configured, or decompress the images first.");
        var command = new DimseCommand { Operation = DimseOperation.StoreRequest, MessageId = association.NextMessageId(), SopClassUid = sopClass, SopInstanceUid = instance };
        var stream = file.DatasetStream(DicomTransferSyntax.Find(context.AcceptedTransferSyntax!)!, stop);
        await using (stream.ConfigureAwait(false))
        {
            await association.SendAsync(context.Id, command, stream, stop).ConfigureAwait(false);
        }

        onSent?.Invoke();
        var message = await DimseRequest.ReceiveAsync(association, command, association.TimeoutSec, stop).ConfigureAwait(false);
        if (message.Command.HasDataset)
        {
            await association.ReadDatasetAsync(null, DimseRequest.MaximumIdentifier, stop).ConfigureAwait(false);
        }

        return DimseRequest.Result(message.Command, DimseService.Store);
    }

    /// <summary>The context an instance would be sent in; null when there is none.</summary>
    public static PresentationContext? ContextFor(Association association, DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(file);
        return ContextFor(association, file, Identity(file).SopClass);
    }

    /// <summary>Throws the error for an object that C-STORE cannot name.</summary>
    internal static void ThrowUnlessNamed(DicomFile file) => Identity(file);

    private static PresentationContext? ContextFor(Association association, DicomFile file, string sopClass) =>
        association.ContextFor(sopClass, file.TransferSyntax.Uid)
        ?? association.Contexts.FirstOrDefault(c => c is { IsAccepted: true, IsScu: true } && c.AbstractSyntax == sopClass && DicomTransferSyntax.Find(c.AcceptedTransferSyntax!) is { } syntax && file.CanTranscodeTo(syntax));

    private static (string SopClass, string Instance) Identity(DicomFile file)
    {
        var sopClass = file.Dataset.GetText(DicomTags.SOPClassUID) ?? file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID);
        var instance = file.Dataset.GetText(DicomTags.SOPInstanceUID) ?? file.FileMeta?.GetText(DicomTags.MediaStorageSOPInstanceUID);
        return string.IsNullOrEmpty(sopClass) || string.IsNullOrEmpty(instance)
            ? throw new DimseException(DimseException.DimseFailure, "The object names no SOP class or no SOP instance, so it cannot be sent.", "Look at it with Get-DicomHeader; have it exported again.")
            : (sopClass, instance);
    }
}
