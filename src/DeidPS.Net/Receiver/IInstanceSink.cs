namespace DeidPS.Net;

/// <summary>Where received instances go. Called from many associations at once.</summary>
public interface IInstanceSink
{
    /// <summary>Takes an instance and disposes it, then or later. Takes its time when it has too much to do: the peer waits. It may block: up to its first await it has a thread that serves no other association.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="stop">Ends the work; the association is then cut without an answer.</param>
    /// <returns>What the peer is answered.</returns>
    ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop);
}
