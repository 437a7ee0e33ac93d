namespace DeidPS.Store.Requests;

/// <summary>What a <see cref="NodeGate"/> answers.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Until">When to ask again at the earliest; null where that depends on a retrieval that is running, on a probe, or on nothing.</param>
public readonly record struct GateState(GateReason Reason, DateTimeOffset? Until)
{
    /// <summary>True when a retrieval may start.</summary>
    public bool IsOpen => Reason == GateReason.Open;
}
