namespace DeidPS.Store.Ingest;

/// <summary>What the request that fetched a study says; beats all tags (R5). What is null is left to the rules.</summary>
/// <param name="Project">Id or alias.</param>
/// <param name="Subject">Label.</param>
/// <param name="Session">Label.</param>
public sealed record RoutingPlan(string? Project, string? Subject, string? Session)
{
    /// <summary>Tags as eight hexadecimal digits, and what is written into them before the site's policy; empty clears. Null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Relabels { get; init; }
}
