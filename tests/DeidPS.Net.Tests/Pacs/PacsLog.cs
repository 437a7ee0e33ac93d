using System.Net.Sockets;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>What a <see cref="FaultyPacs"/> did, by its own account: to be compared with what another program reports. All members may be used while it runs.</summary>
internal sealed class PacsLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, int>> _acknowledged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _movesOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _finds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<ScriptedConnection> _open = [];
    private readonly HashSet<ScriptedConnection> _moving = [];
    private int _mostAssociations;
    private int _mostMoves;

    /// <summary>Connections that came, also those that asked for nothing.</summary>
    public int Associations => Count(nameof(Associations));

    /// <summary>Associations open now; one whose requestor has gone does not count.</summary>
    public int AssociationsNow => Locked(() => _open.Count(c => !HasGone(c)));

    /// <summary>Most associations that were open at once.</summary>
    public int MostAssociations => Locked(() => _mostAssociations);

    /// <summary>C-ECHO requests.</summary>
    public int Echoes => Count(nameof(Echoes));

    /// <summary>C-MOVE requests, those included that a fault met.</summary>
    public int Moves => Count(nameof(Moves));

    /// <summary>Most C-MOVE requests that were in progress at once.</summary>
    public int MostMoves => Locked(() => _mostMoves);

    /// <summary>C-FIND requests by level: STUDY, SERIES, IMAGE.</summary>
    public IReadOnlyDictionary<string, int> Finds => Locked(() => new Dictionary<string, int>(_finds));

    /// <summary>Connections closed without a word.</summary>
    public int Drops => Locked(() => Enum.GetNames<PacsDropPoint>().Sum(p => _counts.GetValueOrDefault("Drop" + p)));

    /// <summary>Associations rejected.</summary>
    public int Rejections => Count(nameof(Rejections));

    /// <summary>Moves answered with A700.</summary>
    public int OutOfResources => Count(nameof(OutOfResources));

    /// <summary>Moves answered with C001.</summary>
    public int Unable => Count(nameof(Unable));

    /// <summary>Moves answered with B000 because a fault said so.</summary>
    public int Warnings => Count(nameof(Warnings));

    /// <summary>Moves answered with A801.</summary>
    public int UnknownDestinations => Count(nameof(UnknownDestinations));

    /// <summary>Moves and queries ended by C-CANCEL.</summary>
    public int Cancels => Count(nameof(Cancels));

    /// <summary>Moves that could not reach their destination, or lost it.</summary>
    public int LostDestinations => Count(nameof(LostDestinations));

    /// <summary>Images left out of a move that ended with status 0000 and full counts.</summary>
    public int Omissions => Count(nameof(Omissions));

    /// <summary>Images answered by the destination with anything but success.</summary>
    public int Refusals => Count(nameof(Refusals));

    /// <summary>Images answered by the destination with success, each time counted.</summary>
    public int Acknowledgements => Locked(() => _acknowledged.Values.Sum(i => i.Values.Sum()));

    /// <summary>Connections closed without a word at a point.</summary>
    public int DropsAt(PacsDropPoint point) => Count("Drop" + point);

    /// <summary>C-MOVE requests for a study or a part of it.</summary>
    public int MovesOf(string study) => Locked(() => _movesOf.GetValueOrDefault(study));

    /// <summary>SOP Instance UIDs of a study that the destination answered with success, and how often.</summary>
    public IReadOnlyDictionary<string, int> Acknowledged(string study) => Locked(() => _acknowledged.TryGetValue(study, out var instances) ? new Dictionary<string, int>(instances) : []);

    /// <summary>One line with every count, for the message of a test.</summary>
    public override string ToString() => Locked(() =>
        string.Join(", ", _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Concat(_finds.Select(f => new KeyValuePair<string, int>("Find " + f.Key, f.Value)))
            .Select(c => $"{c.Key} {c.Value}")) + $"; most associations {_mostAssociations}, most moves {_mostMoves}");

    internal int Add(string what, int number = 1) => Locked(() => _counts[what] = _counts.GetValueOrDefault(what) + number);

    internal void AddFind(string level) => Locked(() => _finds[level] = _finds.GetValueOrDefault(level) + 1);

    internal void AddAcknowledgement(string study, string instance) => Locked(() =>
    {
        if (!_acknowledged.TryGetValue(study, out var instances))
        {
            _acknowledged[study] = instances = new(StringComparer.Ordinal);
        }

        return instances[instance] = instances.GetValueOrDefault(instance) + 1;
    });

    /// <summary>Counts a connection; returns its number from 1.</summary>
    internal int Opened(ScriptedConnection connection) => Locked(() =>
    {
        Enter(_open, connection, ref _mostAssociations);
        return _counts[nameof(Associations)] = _counts.GetValueOrDefault(nameof(Associations)) + 1;
    });

    /// <summary>To be called before the other side can know that it is closed, so that its next one does not count as a second.</summary>
    internal void Closed(ScriptedConnection connection) => Locked(() => _moving.Remove(connection) | _open.Remove(connection));

    /// <summary>Counts a move; returns its number from 1.</summary>
    internal int MoveBegun(ScriptedConnection connection, string study) => Locked(() =>
    {
        _movesOf[study] = _movesOf.GetValueOrDefault(study) + 1;
        Enter(_moving, connection, ref _mostMoves);
        return _counts[nameof(Moves)] = _counts.GetValueOrDefault(nameof(Moves)) + 1;
    });

    /// <summary>To be called before the final response.</summary>
    internal void MoveEnded(ScriptedConnection connection) => Locked(() => _moving.Remove(connection));

    /// <summary>True when the other side has closed, aborted or asked for the release, whether we have read that yet or not.</summary>
    internal static bool HasGone(ScriptedConnection connection)
    {
        try
        {
            var socket = ((NetworkStream)connection.Stream).Socket;
            Span<byte> first = stackalloc byte[1];

            // Whoever serves the connection may take what there is between the two calls; without a limit the second would wait for ever.
            socket.ReceiveTimeout = 1;
            return socket.Poll(0, SelectMode.SelectRead) && (socket.Receive(first, SocketFlags.Peek) == 0 || first[0] is Pdu.AbortType or Pdu.ReleaseRequestType);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return false;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    private static void Enter(HashSet<ScriptedConnection> connections, ScriptedConnection connection, ref int most)
    {
        connections.Add(connection);
        if (connections.Count > most)
        {
            // Only a new maximum is worth asking the others whether they are still there.
            most = Math.Max(most, connections.Count(c => c == connection || !HasGone(c)));
        }
    }

    private int Count(string what) => Locked(() => _counts.GetValueOrDefault(what));

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
