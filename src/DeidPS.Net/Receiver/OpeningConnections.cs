using System.Net.Sockets;

namespace DeidPS.Net;

/// <summary>
/// The connections that are opening. When there are too many, the one that has waited longest is closed: whoever means it says what it
/// wants at once, so strangers who say nothing cannot keep out those who are known.
/// </summary>
/// <param name="most">Connections that may be opening at once.</param>
internal sealed class OpeningConnections(int most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<OpeningConnection> _waiting = new();

    /// <summary>Adds a connection.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="isFull">True when another one was closed for it.</param>
    public OpeningConnection Enter(Socket socket, out bool isFull)
    {
        var connection = new OpeningConnection(socket);
        OpeningConnection? oldest = null;
        lock (_lock)
        {
            _waiting.AddLast(connection);
            if (_waiting.Count > most)
            {
                oldest = _waiting.First!.Value;
                _waiting.RemoveFirst();
            }
        }

        isFull = oldest is not null;
        oldest?.Evict();
        return connection;
    }

    /// <summary>Takes a connection off the list: it is opened, or at its end. From then on it is not closed for another.</summary>
    public void Leave(OpeningConnection connection)
    {
        lock (_lock)
        {
            _waiting.Remove(connection);
        }
    }
}
