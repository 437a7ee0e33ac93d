using System.Collections.Concurrent;

namespace DeidPS.Net;

/// <summary>Takes what a node sends back to find out whether it comes, and drops it: nothing is kept and nothing is written.</summary>
internal sealed class ArrivalSink : IInstanceSink
{
    private readonly TaskCompletionSource<AssociationInfo> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the association that brought the first instance.</summary>
    public Task<AssociationInfo> Arrived => _arrived.Task;

    /// <summary>What else happened at the port, such as a request that was rejected.</summary>
    public ConcurrentQueue<ListenerEvent> Troubles { get; } = new();

    /// <summary>Told by the listener.</summary>
    public void Note(ListenerEvent happened)
    {
        if (happened.Kind is ListenerEventKind.Rejected or ListenerEventKind.Failed)
        {
            Troubles.Enqueue(happened);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(instance);
        using (instance)
        {
            _arrived.TrySetResult(instance.Association);
            return ValueTask.FromResult(StoreOutcome.Success);
        }
    }
}
