namespace DeidPS.Net;

/// <summary>What one step of a node's check found. No value of a patient.</summary>
/// <param name="Step">What was checked.</param>
/// <param name="Status">The outcome.</param>
/// <param name="Detail">What was found; null where there is nothing to say.</param>
/// <param name="Remedy">What to do; null where nothing is wrong.</param>
public sealed record NodeFinding(string Step, NodeCheckStatus Status, string? Detail = null, string? Remedy = null)
{
    /// <summary>SOP classes the node takes, with the step that asks for them; empty for others.</summary>
    public IReadOnlyList<StorageOffer> Offers { get; init; } = [];
}
