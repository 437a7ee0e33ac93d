using System.Net;
using System.Net.Sockets;

namespace DeidPS.Net.Tests.Peers;

/// <summary>Ports for programs that have to be told theirs.</summary>
internal static class LoopbackPort
{
    /// <summary>Below those that the system gives to whoever asks for any, so that no connection takes one in between.</summary>
    private const int First = 10000;
    private const int Count = 20000;

    private static int s_last = Random.Shared.Next(Count);

    /// <summary>A port nobody listens on now, each once in this process. Another one may take it before the program does, so those who start one try again.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
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
