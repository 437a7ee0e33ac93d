namespace DeidPS;

/// <summary>An archived session that was deleted.</summary>
public sealed record DeidSessionRemoval
{
    /// <summary>The project it belonged to.</summary>
    public required string Project { get; init; }

    /// <summary>Its label.</summary>
    public required string Session { get; init; }

    /// <summary>Instances that were deleted.</summary>
    public long Instances { get; init; }

    /// <summary>Bytes that were deleted.</summary>
    public long Bytes { get; init; }

    /// <summary>Encrypted originals that were held back of it, and deleted with it.</summary>
    public long Held { get; init; }
}
