using System.Net;
using System.Net.Sockets;

namespace DeidPS.Net;

/// <summary>TCP and TLS to a node, each failure with its cause.</summary>
internal static class NodeConnection
{
    /// <summary>Connects.</summary>
    /// <exception cref="NetworkException">NodeUnreachable or NetworkTimeout.</exception>
    public static async Task<(Stream Stream, Socket Socket)> OpenAsync(DicomNode node, AssociationSecrets secrets, CancellationToken stop, BlockingThreads? threads = null)
    {
        var tls = node.Tls is null ? null : new TlsConnection(node.Tls, secrets.CertificatePassword);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(node.ConnectTimeoutSec));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await ConnectAsync(socket, node, threads, limit.Token).ConfigureAwait(false);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            Stream stream = threads is null ? new NetworkStream(socket, ownsSocket: true) : new WaitingStream(socket, ownsSocket: true, threads);
            return (tls is null ? stream : await tls.ConnectAsync(stream, node.HostName, node.ToString(), limit.Token).ConfigureAwait(false), socket);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            socket.Dispose();
            throw new NetworkException(
                NetworkException.NetworkTimeout,
                FormattableString.Invariant($"{node} did not answer on port {node.Port} within {node.ConnectTimeoutSec} s."),
                "Check that the host is up and that no firewall drops the connection; for slow lines raise -ConnectTimeoutSec.") { IsTransient = true };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task ConnectAsync(Socket socket, DicomNode node, BlockingThreads? threads, CancellationToken stop)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(node.HostName, stop).ConfigureAwait(false);
            if (addresses.Length == 0)
            {
                throw new SocketException((int)SocketError.HostNotFound);
            }

            if (threads is null)
            {
                await socket.ConnectAsync(addresses, node.Port, stop).ConfigureAwait(false);
                return;
            }

            // The asynchronous way would have the pool told of all that happens on the connection from then on, whether it waits for it or not.
            await threads.EnterAsync();
            using var link = stop.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket);
            socket.Connect(addresses, node.Port);
        }
        catch (Exception error) when (stop.IsCancellationRequested && error is SocketException or ObjectDisposedException)
        {
            throw new OperationCanceledException(stop);
        }
        catch (SocketException error)
        {
            throw Describe(node, error);
        }
        catch (ArgumentException error)
        {
            throw new NetworkException(NetworkException.NodeUnreachable, $"The host name of {node} is no host name.", "Correct -HostName.", error);
        }
    }

    private static NetworkException Describe(DicomNode node, SocketException error)
    {
        var (cause, remedy, transient) = error.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => ("its host name is not known to DNS", "Check the host name, or use the IP address.", error.SocketErrorCode == SocketError.TryAgain),
            SocketError.ConnectionRefused => ("nothing listens on the port", "Check the port, and that the DICOM service of the node runs.", true),
            SocketError.TimedOut => ("nobody answered", "Check that the host is up and that no firewall drops the connection.", true),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => ("there is no route to the host", "Check the network, VPN and firewall.", true),
            _ => ($"the connection failed ({error.SocketErrorCode})", "Check the network between here and the node.", true),
        };
        return new NetworkException(NetworkException.NodeUnreachable, FormattableString.Invariant($"{node} cannot be reached on port {node.Port}: {cause}."), remedy, error) { IsTransient = transient };
    }
}
