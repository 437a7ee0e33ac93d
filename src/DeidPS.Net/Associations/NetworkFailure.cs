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

    private static NetworkException Broken(string peer, string awaited, SocketException socket) => new(
        NetworkException.AssociationAborted, $"The connection with {peer} broke while we waited for {awaited} ({socket.SocketErrorCode}).", "Check the network between the two; try again later.", socket) { IsTransient = true };
}
