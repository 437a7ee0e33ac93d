namespace DeidPS.Store.Projects;

/// <summary>What became of a session that was to be copied into another project.</summary>
public sealed record CopyResult
{
    /// <summary>The project it belongs to.</summary>
    public required string Project { get; init; }

    /// <summary>Its label there.</summary>
    public required string Session { get; init; }

    /// <summary>The other project.</summary>
    public required string To { get; init; }

    /// <summary>Subject label there.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label there.</summary>
    public required string NewSession { get; init; }

    /// <summary>Archived, Duplicate when all of it was there already, or Preview.</summary>
    public required ArchiveStatus Status { get; init; }

    /// <summary>Instances of the session.</summary>
    public int Instances { get; init; }

    /// <summary>Instances that were copied.</summary>
    public int Copied { get; init; }

    /// <summary>Instances that the other project's policy left out.</summary>
    public int Dropped { get; init; }

    /// <summary>Elements removed, replaced, emptied and added, over all instances.</summary>
    public long Changes { get; init; }

    /// <summary>The policy that was applied, as <c>name@hash</c>.</summary>
    public required string Policy { get; init; }
}
