namespace DeidPS.Store.Ingest;

/// <summary>Settings of a receiver that bear on routing.</summary>
public sealed record RoutingOptions
{
    /// <summary>The text that a PACS stamps on what it pushes: labels equal to its labels are defaults (P9).</summary>
    public PushedDataText PushedData { get; init; } = PushedDataText.Default;

    /// <summary>Id or alias of the project of what names none; null for none. Does not apply to what says Unassigned or names a project in vain.</summary>
    public string? DefaultProject { get; init; }
}
