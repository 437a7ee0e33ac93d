namespace DeidPS.Store.Projects;

/// <summary>Whether an entry can be archived under its labels, or under others.</summary>
public sealed record ArchiveCheck
{
    /// <summary>The entry.</summary>
    public required string Id { get; init; }

    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label.</summary>
    public required string Session { get; init; }

    /// <summary>True when nothing stands against it.</summary>
    public bool CanArchive => !Findings.Any(f => f.IsBlocking);

    /// <summary>Codes of what was found.</summary>
    public IReadOnlyList<string> Codes => Findings.Select(f => f.Code).ToArray();

    /// <summary>What was found: first what stands against it.</summary>
    public IReadOnlyList<ArchiveFinding> Findings { get; init; } = [];
}
