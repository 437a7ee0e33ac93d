namespace DeidPS.Deid.Policies;

/// <summary>One reason to hold an object back.</summary>
/// <param name="Case">The case a policy can accept.</param>
/// <param name="Message">Why, by tags, counts and positions, never a value.</param>
public sealed record HeldFinding(HeldCase Case, string Message);
