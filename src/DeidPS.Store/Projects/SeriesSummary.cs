namespace DeidPS.Store.Projects;

/// <summary>Series of one description in a project.</summary>
public sealed record SeriesSummary
{
    /// <summary>Project.</summary>
    public required string Project { get; init; }

    /// <summary>Modality.</summary>
    public required string Modality { get; init; }

    /// <summary>Series description as the policies left it; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Sessions that have such series.</summary>
    public long Sessions { get; init; }

    /// <summary>Series.</summary>
    public long Series { get; init; }

    /// <summary>Instances.</summary>
    public long Instances { get; init; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; init; }
}
