using System.Collections.Concurrent;
using System.Net.Sockets;
using DeidPS.Dicom;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>
/// A fake PACS with invented studies that answers C-ECHO, C-FIND and C-MOVE (Study Root) and misbehaves as it is told. Keeps account of what it sent. Knows nothing of
/// our own network code.
/// </summary>
internal sealed partial class FaultyPacs : IAsyncDisposable
{
    public const string AETitle = "FAULTYPACS";

    private const string FindModel = "1.2.840.10008.5.1.4.1.2.2.1";
    private const string MoveModel = "1.2.840.10008.5.1.4.1.2.2.2";
    private const ushort Success = 0;
    private const ushort Pending = 0xFF00;
    private const ushort Cancelled = 0xFE00;
    private const ushort IdentifierMismatch = 0xA900;
    private const ushort UnrecognisedOperation = 0x0211;

    private static readonly string[] s_services = [ScriptedPeer.Verification, FindModel, MoveModel];

    private readonly ConcurrentDictionary<string, int> _destinations = new(StringComparer.Ordinal);
    private readonly ScriptedPeer _peer;
    private volatile PacsFaults _faults;

    /// <summary>Starts to listen on a port of loopback that the system chooses.</summary>
    /// <param name="content">The studies.</param>
    /// <param name="faults">What goes wrong; null for nothing.</param>
    public FaultyPacs(PacsContent content, PacsFaults? faults = null)
    {
        Content = content;
        _faults = faults ?? new PacsFaults();
        _peer = new ScriptedPeer(RunAsync);
    }

    public int Port => _peer.Port;

    public PacsContent Content { get; }

    public PacsLog Log { get; } = new();

    /// <summary>What goes wrong; a change holds for requests that come from then on.</summary>
    public PacsFaults Faults
    {
        get => _faults;
        set => _faults = value;
    }

    /// <summary>Mistakes of its own: to be empty at the end of a test.</summary>
    public IReadOnlyCollection<Exception> Failures => _peer.Failures;

    /// <summary>Enters a destination of C-MOVE, on this machine.</summary>
    public void AddDestination(string aeTitle, int port) => _destinations[aeTitle] = port;

    /// <summary>It as a node, with short limits of time.</summary>
    /// <param name="callingAE">The title of the requestor, which is the destination of moves unless told otherwise.</param>
    public DicomNode Node(string callingAE = DicomNode.DefaultCallingAE) =>
        new() { HostName = "127.0.0.1", Port = Port, CalledAE = AETitle, CallingAE = callingAE, AcceptTimeoutSec = 20, TimeoutSec = 20, IdleTimeoutSec = 20, ConnectTimeoutSec = 10 };

    /// <summary>Ends every connection and what is going on.</summary>
    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    private async Task RunAsync(ScriptedConnection connection, CancellationToken stop)
    {
        var number = Log.Opened(connection);
        try
        {
            var faults = Faults;
            var drop = PacsFaults.IsDue(number, faults.DropEvery) ? faults.DropPoint ?? (PacsDropPoint)Content.Choose(100, number, 3) : (PacsDropPoint?)null;
            if (drop == PacsDropPoint.OnAccept)
            {
                throw Drop(connection, PacsDropPoint.OnAccept);
            }

            await connection.ReadRequestAsync(stop);
            if (drop is null && PacsFaults.IsDue(number, faults.RejectEvery))
            {
                Log.Add(nameof(PacsLog.Rejections));
                Log.Closed(connection);
                await connection.WriteAsync(faults.RejectsForGood ? Pdu.AssociateReject(1, 1, 7) : Pdu.AssociateReject(2, 3, 1), stop);
                await connection.WaitForCloseAsync(stop);
                return;
            }

            await connection.AcceptAsync(Choose, stop: stop);
            await ServeAsync(connection, drop, stop);
        }
        finally
        {
            Log.Closed(connection);
        }
    }

    private static ContextAnswer Choose(PresentationProposal proposed)
    {
        var syntax = proposed.TransferSyntaxes.Contains(ScriptedPeer.ExplicitLittleEndian) ? ScriptedPeer.ExplicitLittleEndian : ScriptedPeer.ImplicitLittleEndian;
        return new ContextAnswer(proposed.Id, (byte)(!s_services.Contains(proposed.AbstractSyntax) ? 3 : proposed.TransferSyntaxes.Contains(syntax) ? 0 : 4), syntax);
    }

    private async Task ServeAsync(ScriptedConnection connection, PacsDropPoint? drop, CancellationToken stop)
    {
        while (await connection.ReadMessageAsync(answersRelease: false, stop) is { } request)
        {
            switch (request.Command.Field)
            {
                case ScriptedCommand.EchoRequestField:
                    Log.Add(nameof(PacsLog.Echoes));
                    ThrowIfDropped(connection, drop);
                    await connection.SendAsync(request.ContextId, request.Command.Response(Success), stop: stop);
                    break;
                case ScriptedCommand.FindRequestField:
                    await FindAsync(connection, request, drop, stop);
                    break;
                case ScriptedCommand.MoveRequestField:
                    await MoveAsync(connection, request, drop, stop);
                    break;
                case ScriptedCommand.CancelField:
                    // It crossed the last response on the way.
                    break;
                default:
                    await connection.SendAsync(request.ContextId, request.Command.Response(UnrecognisedOperation), stop: stop);
                    break;
            }
        }

        Log.Closed(connection);
        if (connection.End == ScriptedEnd.Released)
        {
            await connection.WriteAsync(Pdu.ReleaseResponse(), stop);
            await connection.WaitForCloseAsync(stop);
        }
    }

    private async Task RespondAsync(ScriptedConnection connection, ScriptedMessage request, ScriptedCommand response, byte[]? dataset, CancellationToken stop)
    {
        if (Faults.ResponseDelay is { Ticks: > 0 } delay)
        {
            await Task.Delay(delay, stop);
        }

        await connection.SendAsync(request.ContextId, response, dataset, stop);
    }

    /// <summary>True when the requestor has asked to end the request that is being answered.</summary>
    private async Task<bool> IsCancelledAsync(ScriptedConnection connection, ScriptedMessage request, CancellationToken stop)
    {
        if (!((NetworkStream)connection.Stream).DataAvailable)
        {
            return false;
        }

        if (await connection.ReadMessageAsync(answersRelease: false, stop) is not { Command.Field: ScriptedCommand.CancelField } cancel)
        {
            throw new IOException("The requestor has ended the association in the middle of a request.");
        }

        if (cancel.Command.RespondedTo != request.Command.MessageId)
        {
            return false;
        }

        Log.Add(nameof(PacsLog.Cancels));
        return true;
    }

    private static bool IsExplicit(ScriptedConnection connection, byte contextId) => connection.Contexts[contextId].TransferSyntaxes[0] == ScriptedPeer.ExplicitLittleEndian;

    private static string Key(DicomDataset identifier, uint tag) => identifier.GetText(new DicomTag(tag)) ?? string.Empty;

    private void ThrowIfDropped(ScriptedConnection connection, PacsDropPoint? drop)
    {
        if (drop is { } point)
        {
            throw Drop(connection, point);
        }
    }

    /// <summary>Closes the connection; the exception ends what is going on, and with it a connection to a destination.</summary>
    private IOException Drop(ScriptedConnection connection, PacsDropPoint point)
    {
        Log.Add("Drop" + point);
        Log.Closed(connection);
        ((NetworkStream)connection.Stream).Close();
        return new IOException("Dropped, as a fault says.");
    }
}
