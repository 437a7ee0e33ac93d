namespace DeidPS.Net.Tests.Receiver;

/// <summary>Does with an instance what a test says, then disposes it.</summary>
internal sealed class DelegateSink(Action<ReceivedInstance> take) : IInstanceSink
{
    public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        using (instance)
        {
            take(instance);
        }

        return ValueTask.FromResult(StoreOutcome.Success);
    }
}
