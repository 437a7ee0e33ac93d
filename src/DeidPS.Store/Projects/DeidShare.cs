namespace DeidPS.Store.Projects;

/// <summary>A session that is seen, read-only, in a project to which it does not belong (workflow section 13).</summary>
public sealed record DeidShare
{
    /// <summary>Id of the session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The project to which the session belongs.</summary>
    public required string Project { get; init; }

    /// <summary>Its label there; null when it was deleted.</summary>
    public string? Session { get; init; }

    /// <summary>The project in which it is seen.</summary>
    public required string To { get; init; }

    /// <summary>Its label there.</summary>
    public required string Label { get; init; }

    /// <summary>Until when; null for no end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it is in force.</summary>
    public ShareState State { get; init; }

    /// <summary>Policies that made what is seen, as <c>name@hash</c>; empty when the session was deleted.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>When it was shared.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>By whom.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it ended; null while it is in force.</summary>
    public DateTimeOffset? Ended { get; init; }
}
