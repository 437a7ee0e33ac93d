namespace DeidPS.Store.Projects;

/// <summary>What came of the answer of the opt-out service. Names nobody.</summary>
public sealed record OptOutImport
{
    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>People who may be used.</summary>
    public int Cleared { get; init; }

    /// <summary>Lines without a valid NHS number; they clear nobody.</summary>
    public IReadOnlyList<long> InvalidLines { get; init; } = [];

    /// <summary>When the answer counts no more.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>Entries of the project that are blocked now.</summary>
    public long BlockedEntries { get; init; }
}
