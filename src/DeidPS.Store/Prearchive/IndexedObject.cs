namespace DeidPS.Store.Prearchive;

/// <summary>What a store wants to know of an object.</summary>
internal sealed record IndexedObject
{
    /// <summary>Full path.</summary>
    public required string Path { get; init; }

    /// <summary>(0008,0018).</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>(0008,0016).</summary>
    public required string SopClassUid { get; init; }

    /// <summary>(0020,000D).</summary>
    public required string StudyUid { get; init; }

    /// <summary>(0020,000E).</summary>
    public required string SeriesUid { get; init; }

    /// <summary>(0020,0011); null where it is no number.</summary>
    public int? SeriesNumber { get; init; }

    /// <summary>(0020,0013); null where it is no number.</summary>
    public int? InstanceNumber { get; init; }

    /// <summary>(0008,0060).</summary>
    public required string Modality { get; init; }

    /// <summary>(0008,0070), as the policies left it, or that it is unknown.</summary>
    public required string Manufacturer { get; init; }

    /// <summary>(0008,103E), as the policies left it; null where there is none.</summary>
    public string? SeriesDescription { get; init; }

    /// <summary>(0008,0020), as the policies left it; null where there is none.</summary>
    public string? StudyDate { get; init; }

    /// <summary>Size of the file.</summary>
    public long Bytes { get; init; }
}
