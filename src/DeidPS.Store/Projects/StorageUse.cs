namespace DeidPS.Store.Projects;

/// <summary>What a project takes up.</summary>
public sealed record StorageUse
{
    /// <summary>Project; null for entries of none.</summary>
    public string? Project { get; init; }

    /// <summary>Archived sessions.</summary>
    public long Sessions { get; init; }

    /// <summary>Their instances.</summary>
    public long Instances { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Entries that wait in the prearchive.</summary>
    public long Entries { get; init; }

    /// <summary>Their bytes.</summary>
    public long EntryBytes { get; init; }
}
