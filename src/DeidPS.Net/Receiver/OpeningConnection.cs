using System.Net.Sockets;

namespace DeidPS.Net;

/// <summary>A connection on which no association was agreed yet.</summary>
/// <param name="socket">The connection.</param>
internal sealed class OpeningConnection(Socket socket)
{
    private volatile bool _isEvicted;

    /// <summary>The connection.</summary>
    public Socket Socket => socket;

    /// <summary>True once it was closed to make room.</summary>
    public bool IsEvicted => _isEvicted;

    /// <summary>Closes it; what is pending on it ends with an error.</summary>
    public void Evict()
    {
        _isEvicted = true;
        socket.Dispose();
    }
}
