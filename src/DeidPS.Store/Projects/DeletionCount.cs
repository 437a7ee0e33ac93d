namespace DeidPS.Store.Projects;

/// <summary>What a deletion takes.</summary>
/// <param name="Sessions">Sessions.</param>
/// <param name="Instances">Instances.</param>
/// <param name="Bytes">Bytes.</param>
public sealed record DeletionCount(long Sessions, long Instances, long Bytes)
{
    /// <summary>What deleting a session takes.</summary>
    internal static DeletionCount Of(SessionRow row) => new(1, row.Instances, row.Bytes);
}
