using System.Collections.Concurrent;
using System.Net;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>A receiver of ours that is attacked, and a sender that behaves and must not notice.</summary>
internal sealed class Victim : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sender;
    private long _sent;
    private int _refusals;

    public Victim(int seconds = 60, Func<ListenerSettings, ListenerSettings>? change = null, bool isPatient = true, bool isForgetful = false, int refusals = 0)
    {
        _refusals = refusals;
        var settings = new ListenerSettings { BindAddress = IPAddress.Loopback, Port = 0, AcceptTimeoutSec = seconds, IdleTimeoutSec = seconds };
        Listener = new DicomListener(change?.Invoke(settings) ?? settings, Sink) { OnEvent = isForgetful ? null : Events.Enqueue };
        Sink.IsForgetful = isForgetful;
        Listener.Start();
        _sender = isPatient ? Task.Run(SendAsync) : Task.CompletedTask;
    }

    public JudgingSink Sink { get; } = new();

    public ConcurrentQueue<ListenerEvent> Events { get; } = new();

    public DicomListener Listener { get; }

    public DicomNode Node => Requestor.Node(Listener.Port, 60) with { CalledAE = DicomNode.DefaultCallingAE };

    /// <summary>Instances the sender that behaves had answered with success.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public Task<ScriptedConnection> ConnectAsync(CancellationToken stop = default) => ScriptedConnection.ConnectAsync(Listener.Port, stop);

    /// <summary>A connection with an association for verification (context 1) and secondary capture (context 3).</summary>
    public async Task<ScriptedConnection> OpenAsync(CancellationToken stop = default)
    {
        var connection = await ConnectAsync(stop);
        Assert.True(await connection.RequestAsync(DicomNode.DefaultCallingAE, Proposals));
        return connection;
    }

    public static IReadOnlyList<PresentationProposal> Proposals { get; } =
        [new(1, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian), new(3, Requestor.SecondaryCapture, ScriptedPeer.ExplicitLittleEndian)];

    /// <summary>Ends the sender; throws what went wrong with it.</summary>
    public async Task EndSenderAsync()
    {
        await _stop.CancelAsync();
        await _sender;
        Assert.True(Sent > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_sender);
        await Listener.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>As senders do, it tries again when it is turned away; what it sends on an association is sent once.</summary>
    private async Task<Association> AssociateAsync()
    {
        while (true)
        {
            try
            {
                return await Association.RequestAsync(Node, [Requestor.StoreContext], null, default);
            }
            catch (NetworkException error) when (error.IsTransient && _refusals > 0)
            {
                _refusals--;
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Three instances on an association, then a new association, until it is told to end; at least once.</summary>
    private async Task SendAsync()
    {
        do
        {
            await using var association = await AssociateAsync();
            for (var i = 0; i < 3; i++)
            {
                using var file = Requestor.File($"2.25.{4000 + Sent}");
                var response = await StoreScu.StoreAsync(association, file, default);
                Assert.Equal(DimseStatus.Success, response.Status.Code);
                Interlocked.Increment(ref _sent);
            }

            await association.ReleaseAsync(default);
        }
        while (!_stop.IsCancellationRequested);
    }
}
