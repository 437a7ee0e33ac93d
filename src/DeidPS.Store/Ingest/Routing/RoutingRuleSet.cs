namespace DeidPS.Store.Ingest;

/// <summary>The custom rules of a site or a receiver, in their order.</summary>
public sealed record RoutingRuleSet
{
    /// <summary>Rules for the project.</summary>
    public IReadOnlyList<RoutingRule> Project { get; init; } = [];

    /// <summary>Rules for the subject's label.</summary>
    public IReadOnlyList<RoutingRule> Subject { get; init; } = [];

    /// <summary>Rules for the session's label.</summary>
    public IReadOnlyList<RoutingRule> Session { get; init; } = [];

    /// <summary>The rules of a target; none for automatic archiving.</summary>
    public IReadOnlyList<RoutingRule> For(RoutingTarget target) => target switch
    {
        RoutingTarget.Project => Project,
        RoutingTarget.Subject => Subject,
        RoutingTarget.Session => Session,
        _ => [],
    };
}
