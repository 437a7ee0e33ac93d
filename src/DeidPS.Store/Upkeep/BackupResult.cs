namespace DeidPS.Store.Upkeep;

/// <summary>What a backup holds.</summary>
public sealed record BackupResult
{
    /// <summary>Full path of the backup, which is a store.</summary>
    public required string Destination { get; init; }

    /// <summary>Entries of the prearchive in it.</summary>
    public int Entries { get; init; }

    /// <summary>Archived sessions in it.</summary>
    public int Sessions { get; init; }

    /// <summary>Encrypted originals in it that are held back.</summary>
    public int Held { get; init; }

    /// <summary>Files that were copied; the others were there from an earlier backup.</summary>
    public int Copied { get; init; }

    /// <summary>Bytes that were copied.</summary>
    public long Bytes { get; init; }

    /// <summary>Entries, sessions and originals that could not be copied whole, because the store itself has not what its catalogue says; Test-DeidStore tells which.</summary>
    public int Damaged { get; init; }
}
