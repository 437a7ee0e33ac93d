using System.Net.Sockets;

namespace DeidPS.Net;

/// <summary>Turns errors of the connection into errors a person can act on.</summary>
internal static class NetworkFailure
{
    /// <summary>Describes an error on an open connection.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="peer">Name of the peer for the message.</param>
    /// <param name="awaited">What was waited for.</param>
    /// <param name="isLimitPassed">True when the time limit ended it, or the caller's stop.</param>
    /// <param name="stop">The caller's stop.</param>
    /// <returns>The error to throw; null to let the original pass.</returns>
    public static Exception? Describe(Exception error, string peer, string awaited, bool isLimitPassed, CancellationToken stop)
    {
        if (stop.IsCancellationRequested && error is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            return error is OperationCanceledException canceled && canceled.CancellationToken == stop ? null : new OperationCanceledException(stop);
        }

        return error switch
        {
            _ when isLimitPassed && error is OperationCanceledException or IOException or ObjectDisposedException => new NetworkException(
                NetworkException.NetworkTimeout, $"Waiting for {awaited} from {peer} took too long; the association was aborted.", "Try again later; for slow nodes raise -TimeoutSec or -IdleTimeoutSec.", error) { IsTransient = true },
            PduException => new NetworkException(
                NetworkException.AssociationAborted, $"{peer} sent what is no DICOM protocol: {error.Message}; the association was aborted.", "Check that host and port lead to a DICOM application; if they do, its software is at fault."),
            PeerAbortException abort => new NetworkException(
                NetworkException.AssociationAborted, $"{peer} aborted the association while we waited for {awaited}: {abort.Meaning}.", "Look into the log of the peer; try again later.") { IsTransient = true },
            EndOfStreamException => new NetworkException(
                NetworkException.AssociationAborted, $"{peer} closed the connection while we waited for {awaited}.", "Look into the log of the peer; a firewall may cut idle connections. Try again later.") { IsTransient = true },
            IOException { InnerException: SocketException socket } => Broken(peer, awaited, socket),
            SocketException socket => Broken(peer, awaited, socket),
            BrokenLineException => new NetworkException(
                NetworkException.AssociationAborted, $"The connection with {peer} broke while we waited for {awaited}: what came is no TLS.", "Check the network between the two, and whether the node refuses our certificate; try again later.", error) { IsTransient = true },
            _ => null,
        };
    }

    /// <summary>
    /// The error when a peer hangs up right after TLS was agreed on. With TLS 1.3, and with many servers also before, that is how a client learns that its
    /// certificate is missing or not trusted: the handshake is over when the server looks at it.
    /// </summary>
    /// <param name="peer">Name of the peer for the message.</param>
    /// <param name="hasCertificate">True when we showed one.</param>
    /// <param name="error">What was thrown.</param>
    public static NetworkException AfterHandshake(string peer, bool hasCertificate, Exception error) => new(
        NetworkException.AssociationAborted,
        $"{peer} closed the connection right after TLS was agreed on: {(hasCertificate ? "it may not trust our certificate" : "it may want a certificate of us, and we showed none")}.",
        "Name with -ClientCertificate a client certificate that the node trusts; its log tells what it did not accept. It may also be a TLS gateway whose DICOM service is down.",
        error) { IsTransient = true };

    /// <summary>The error when a peer hangs up on our association request without a word, as one does that expects TLS, or does not like our address.</summary>
    /// <param name="peer">Name of the peer for the message.</param>
    /// <param name="error">What was thrown.</param>
    public static NetworkException NeverAnswered(string peer, Exception error) => new(
        NetworkException.AssociationAborted,
        $"{peer} closed the connection while we waited for the answer to our association request.",
        "Check that the port is one for DICOM and whether it wants TLS (-UseTls), and that the node allows our address; its log tells more. Try again later.",
        error) { IsTransient = true };

    private static NetworkException Broken(string peer, string awaited, SocketException socket) => new(
        NetworkException.AssociationAborted, $"The connection with {peer} broke while we waited for {awaited} ({socket.SocketErrorCode}).", "Check the network between the two; try again later.", socket) { IsTransient = true };
}
