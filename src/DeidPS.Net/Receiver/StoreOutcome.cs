namespace DeidPS.Net;

/// <summary>What the answer to a C-STORE says (PS3.4 B.2.3).</summary>
/// <param name="Status">The status; 0000 only once the instance, or the record that it was held back, is durable.</param>
/// <param name="Comment">For (0000,0902): what happened, at most 64 characters and no value of the object. Null for none.</param>
public readonly record struct StoreOutcome(ushort Status, string? Comment = null)
{
    /// <summary>Stored.</summary>
    public static readonly StoreOutcome Success = new(DimseStatus.Success);
}
