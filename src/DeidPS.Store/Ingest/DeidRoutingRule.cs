namespace DeidPS.Store.Ingest;

/// <summary>A custom routing rule of a store.</summary>
public sealed record DeidRoutingRule
{
    /// <summary>What it decides.</summary>
    public required RoutingTarget Target { get; init; }

    /// <summary>Its place among the rules of the target, from 1: the first that gives a usable value decides.</summary>
    public long Position { get; init; }

    /// <summary>The rule as it was written.</summary>
    public required string Rule { get; init; }
}
