namespace DeidPS.Store.Projects;

/// <summary>An exported session.</summary>
public sealed record ExportResult
{
    /// <summary>The project it was read in.</summary>
    public required string Project { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label in that project.</summary>
    public required string Session { get; init; }

    /// <summary>What became of it.</summary>
    public ExportStatus Status { get; init; }

    /// <summary>Instances in it.</summary>
    public int Instances { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>True when the project's policy changed after it was archived; null when that cannot be told, since the policy cannot be read here.</summary>
    public bool? PolicyStale { get; init; }

    /// <summary>Full path of the folder or zip file.</summary>
    public required string Destination { get; init; }
}
