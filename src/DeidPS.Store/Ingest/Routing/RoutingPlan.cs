namespace DeidPS.Store.Ingest;

/// <summary>What the request that fetched a study says; beats all tags (R5). What is null is left to the rules.</summary>
/// <param name="Project">Id or alias.</param>
/// <param name="Subject">Label.</param>
/// <param name="Session">Label.</param>
public sealed record RoutingPlan(string? Project, string? Subject, string? Session);
