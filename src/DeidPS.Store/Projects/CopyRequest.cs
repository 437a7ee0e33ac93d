namespace DeidPS.Store.Projects;

/// <summary>Which session is to be copied, and as what.</summary>
public sealed record CopyRequest
{
    /// <summary>The project it belongs to, by id or alias.</summary>
    public required string Project { get; init; }

    /// <summary>Its label there.</summary>
    public required string Session { get; init; }

    /// <summary>The other project by id or alias.</summary>
    public required string To { get; init; }

    /// <summary>Subject label there; null for that of the same patient, or the next <c>subjNNN</c> that is free.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label there; null for the next <c>subject_NNN</c> that is free.</summary>
    public string? NewSession { get; init; }
}
