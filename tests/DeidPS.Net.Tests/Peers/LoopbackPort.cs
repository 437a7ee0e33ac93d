using System.Net;
using System.Net.Sockets;

namespace DeidPS.Net.Tests.Peers;

/// <summary>Ports for programs that have to be told theirs.</summary>
internal static class LoopbackPort
{
    /// <summary>A port nobody listens on now. Somebody may take it before the program does, so those who start one try again.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>True when the port takes a connection.</summary>
    public static async Task<bool> AcceptsAsync(int port, CancellationToken stop)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
