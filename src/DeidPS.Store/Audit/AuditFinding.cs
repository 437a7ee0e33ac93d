namespace DeidPS.Store.Audit;

/// <summary>Something wrong with the audit trail.</summary>
/// <param name="Sequence">The line; 0 for the trail as a whole.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Place">The catalogue, or a file.</param>
/// <param name="Message">In words.</param>
public sealed record AuditFinding(long Sequence, AuditFindingKind Kind, string Place, string Message);
