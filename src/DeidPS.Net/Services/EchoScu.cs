namespace DeidPS.Net;

/// <summary>C-ECHO: does the peer answer? (PS3.7 9.1.5, PS3.4 A)</summary>
public static class EchoScu
{
    /// <summary>The context that has to be proposed.</summary>
    public static PresentationContext Context { get; } = new() { AbstractSyntax = SopClasses.Verification, TransferSyntaxes = [Dicom.DicomTransferSyntax.ImplicitLittleEndian.Uid] };

    /// <summary>Asks for an echo.</summary>
    /// <exception cref="NetworkException">The peer is gone or does not offer verification.</exception>
    public static async Task<DimseResponse> EchoAsync(Association association, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(association);
        using var request = await DimseRequest.SendAsync(association, SopClasses.Verification, new DimseCommand { Operation = DimseOperation.EchoRequest }, null, stop).ConfigureAwait(false);
        var message = await request.ReceiveAsync().ConfigureAwait(false);
        if (message.Command.HasDataset)
        {
            await association.ReadDatasetAsync(null, DimseRequest.MaximumIdentifier, request.Cut).ConfigureAwait(false);
        }

        return DimseRequest.Result(message.Command, DimseService.Echo);
    }
}
