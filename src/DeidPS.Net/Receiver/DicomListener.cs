using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Accepts associations and receives instances (PS3.8 7.1, PS3.4 A and B as SCP). One slow or hostile peer costs its own association only:
/// every wait has a limit, every length is checked, and there are so many associations at once and no more.
/// </summary>
public sealed partial class DicomListener : IAsyncDisposable
{
    /// <summary>Connections that may be opening at once, per association allowed: strangers cannot keep those who are known out.</summary>
    private const int OpeningPerAssociation = 4;

    private readonly ListenerSettings _settings;
    private readonly TlsConnection? _tls;
    private readonly BlockingThreads _threads = new();
    private readonly StoreScp _store;
    private readonly IPAddress _address;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private readonly OpeningConnections _waiting;
    private Task? _accepting;
    private long _connections;
    private long _associations;
    private long _open;
    private long _rejected;
    private long _failed;
    private long _instances;
    private long _refused;
    private long _bytes;
    private int _isDisposed;

    /// <summary>Prepares a receiver; <see cref="Start"/> opens the port.</summary>
    /// <param name="settings">How it listens.</param>
    /// <param name="sink">Takes what comes.</param>
    /// <exception cref="NetworkException">The certificate cannot be used.</exception>
    public DicomListener(ListenerSettings settings, IInstanceSink sink)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _waiting = new OpeningConnections(settings.MaximumAssociations * OpeningPerAssociation);
        if (settings.Tls is not null)
        {
            _tls = new TlsConnection(settings.Tls, settings.CertificatePassword);
            if (!_tls.HasCertificate)
            {
                throw new NetworkException("KeyMissing", "A receiver needs a certificate for TLS.", "Name it with -ClientCertificate.");
            }
        }

        _store = new StoreScp(sink, new MemoryBudget(settings.MemoryLimit))
        {
            Threads = _threads,
            MaximumInstanceLength = settings.MaximumInstanceLength,
            SpillFolder = settings.SpillFolder,
            OnAnswered = Count,
            OnRefused = (association, outcome) => Raise(new ListenerEvent(
                ListenerEventKind.Refused, association, $"Association {association.Number}: an instance was refused with {outcome.Status:X4}H, {outcome.Comment}.")),
        };

        // "All addresses" are those the machine has, also where IPv6 is switched off.
        _address = settings.BindAddress.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? IPAddress.Any : settings.BindAddress;
        _socket = new Socket(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (_address.Equals(IPAddress.IPv6Any))
        {
            _socket.DualMode = true;
        }
    }

    /// <summary>Told about associations; called from many threads, and what it throws is dropped. Null for nobody.</summary>
    public Action<ListenerEvent>? OnEvent { get; set; }

    /// <summary>The port it listens on, once started.</summary>
    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Counts since the start.</summary>
    public ListenerCounters Counters => new(
        Interlocked.Read(ref _associations), Interlocked.Read(ref _open), Interlocked.Read(ref _rejected), Interlocked.Read(ref _failed),
        Interlocked.Read(ref _instances), Interlocked.Read(ref _refused), Interlocked.Read(ref _bytes));

    /// <summary>Opens the port. Where that fails the receiver is closed; it can only be disposed.</summary>
    /// <exception cref="NetworkException">PortInUse: the port is taken or may not be used.</exception>
    public void Start()
    {
        try
        {
            _socket.Bind(new IPEndPoint(_address, _settings.Port));
            _socket.Listen(128);
        }
        catch (SocketException error)
        {
            _socket.Dispose();
            throw error.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new NetworkException(NetworkException.PortInUse, FormattableString.Invariant($"Port {_settings.Port} is in use."), "Another receiver, or another program, listens there: stop it, or choose another port.", error)
                : new NetworkException(NetworkException.PortInUse, FormattableString.Invariant($"Port {_settings.Port} cannot be opened ({error.SocketErrorCode})."), "Choose a port above 1023, or run with the right to open it; check the address to listen on.", error);
        }

        _accepting = AcceptAsync();
    }

    /// <summary>Takes no more connections, lets instances on their way be finished, then closes.</summary>
    /// <param name="grace">Time for those on their way; after it they are cut off unanswered.</param>
    public async Task StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        if (_accepting is not null)
        {
            await _accepting.ConfigureAwait(false);
        }

        _cut.CancelAfter(grace);
        await Task.WhenAll(_running.Values).ConfigureAwait(false);
    }

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        _stopping.Dispose();
        _cut.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _socket.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                var number = Interlocked.Increment(ref _connections);
                var connection = _waiting.Enter(socket, out var isFull);
                if (isFull)
                {
                    Fail(null, "Too many connections were opening; the one that had waited longest was closed.");
                }

                Launch(connection, number);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException error) when (!_stopping.IsCancellationRequested)
            {
                // Such as too many open files: those that are open go on, and there will be room again.
                Fail(null, $"A connection could not be accepted ({error.SocketErrorCode}).");
                await Task.Delay(100, CancellationToken.None).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    /// <summary>Serves a connection, which is the service's to close.</summary>
    private void Launch(OpeningConnection connection, long number)
    {
        var service = Task.Run(() => ServeAsync(connection, number), CancellationToken.None);
        _running[number] = service;

        // Taken off the list after it was put there, however short it was.
        _ = service.ContinueWith(_ => _running.TryRemove(number, out var _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task ServeAsync(OpeningConnection connection, long number)
    {
        var socket = connection.Socket;
        Association? association = null;
        try
        {
            var peer = (socket.RemoteEndPoint as IPEndPoint)?.ToString() ?? "a peer";
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            association = await OpenAsync(connection, number, peer).ConfigureAwait(false);
            if (association is not null)
            {
                await ServeAsync(association).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            // The boundary of one connection: whatever happened on it, the others go on. One that was closed to make room was told of then.
            if (!connection.IsEvicted)
            {
                Fail(association?.Info, error is DeidException ours ? ours.Message : $"A connection ended with an error ({error.GetType().Name}).");
            }
        }
        finally
        {
            _waiting.Leave(connection);
            if (association is not null)
            {
                Interlocked.Decrement(ref _open);
                await association.DisposeAsync().ConfigureAwait(false);
            }

            socket.Dispose();
        }
    }

    private async Task ServeAsync(Association association)
    {
        while (true)
        {
            DimseMessage? message;
            try
            {
                message = await association.ReceiveAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // An acceptor cannot ask for release; between two messages nothing is lost by an abort.
                return;
            }

            if (message is null)
            {
                Raise(new ListenerEvent(ListenerEventKind.Released, association.Info, $"Association {association.Info.Number} was released."));
                return;
            }

            await AnswerAsync(association, message).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(Association association, DimseMessage message)
    {
        switch (message.Command.Operation)
        {
            case DimseOperation.StoreRequest:
                await _store.AnswerAsync(association, message, _cut.Token).ConfigureAwait(false);
                break;
            case DimseOperation.EchoRequest:
                await DropDatasetAsync(association, message).ConfigureAwait(false);
                await association.SendAsync(message.ContextId, message.Command.Respond(DimseStatus.Success), null, _cut.Token).ConfigureAwait(false);
                break;
            default:
                // A cancel asks for no answer, and neither does a response to something we never asked.
                await DropDatasetAsync(association, message).ConfigureAwait(false);
                if (message.Command.Operation != DimseOperation.CancelRequest && !message.Command.IsResponse)
                {
                    await association.SendAsync(message.ContextId, message.Command.Respond(DimseStatus.UnrecognizedOperation), null, _cut.Token).ConfigureAwait(false);
                }

                break;
        }
    }

    private Task DropDatasetAsync(Association association, DimseMessage message) =>
        message.Command.HasDataset ? association.ReadDatasetAsync(null, DimseRequest.MaximumIdentifier, _cut.Token) : Task.CompletedTask;

    private void Count(AssociationInfo association, long length, StoreOutcome outcome)
    {
        var isStored = DimseStatus.Describe(outcome.Status, DimseService.Store).Class is StatusClass.Success or StatusClass.Warning;
        Interlocked.Increment(ref isStored ? ref _instances : ref _refused);
        Interlocked.Add(ref _bytes, length);
    }

    private void Fail(AssociationInfo? association, string message)
    {
        Interlocked.Increment(ref _failed);
        Raise(new ListenerEvent(ListenerEventKind.Failed, association, message));
    }

    private void Raise(ListenerEvent happened)
    {
        try
        {
            OnEvent?.Invoke(happened);
        }
        catch (Exception)
        {
            // Whoever listens to us has no say in whether we go on.
        }
    }
}
