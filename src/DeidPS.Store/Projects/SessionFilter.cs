namespace DeidPS.Store.Projects;

/// <summary>Which sessions to list; null is any.</summary>
public sealed record SessionFilter
{
    /// <summary>Subject label.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label.</summary>
    public string? Session { get; init; }

    /// <summary>Modality in it.</summary>
    public string? Modality { get; init; }

    /// <summary>Archived at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Archived at this time or earlier.</summary>
    public DateTimeOffset? To { get; init; }
}
