using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>Our receivers for C-MOVE: one for each port that archives send to, opened when it is first needed.</summary>
internal sealed class QueueListeners : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, DicomListener> _listeners = [];
    private readonly CollectorDesk _desk;
    private readonly QueueOptions _options;

    /// <summary>Creates them; none listens yet.</summary>
    /// <param name="late">Takes what nobody waits for.</param>
    /// <param name="options">Who may send, and how much memory there is.</param>
    public QueueListeners(LateArrivals late, QueueOptions options)
    {
        Late = late;
        _desk = new CollectorDesk { Others = late };
        _options = options;
    }

    /// <summary>Takes what arrives when nobody waits for it any more.</summary>
    public LateArrivals Late { get; }

    /// <summary>The desk that hands over what an archive sends; listens first where it sends on associations of its own.</summary>
    /// <exception cref="NetworkException">PortInUse.</exception>
    public CollectorDesk For(DicomNode node, AssociationSecrets? secrets)
    {
        if (node.RetrieveMethod == RetrieveMethod.Move)
        {
            lock (_lock)
            {
                if (!_listeners.ContainsKey(node.ReceiverPort))
                {
                    _listeners[node.ReceiverPort] = Listen(node, secrets);
                }
            }
        }

        return _desk;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners.Values)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }
    }

    private DicomListener Listen(DicomNode node, AssociationSecrets? secrets)
    {
        var settings = new ListenerSettings
        {
            // Several archives may know us by several names on one port.
            AETitle = node.EffectiveMoveDestination, AllowAnyCalledAE = true, Port = node.ReceiverPort, IdleTimeoutSec = node.IdleTimeoutSec, MemoryLimit = _options.MemoryLimit, AllowedPeers = _options.AllowedPeers,
            Tls = node.Tls?.Certificate is null ? null : node.Tls, CertificatePassword = secrets?.CertificatePassword,
        };
        var listener = new DicomListener(settings, _desk);
        listener.Start();
        return listener;
    }
}
