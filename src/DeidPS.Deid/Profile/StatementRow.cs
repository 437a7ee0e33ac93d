namespace DeidPS.Deid.Profile;

/// <summary>One row of the conformance statement's table of attributes (PS3.2 Table N.11-6).</summary>
/// <param name="Tag">The tag as the standard writes it, <c>x</c> for any digit.</param>
/// <param name="Name">The attribute's name.</param>
/// <param name="Keyword">Its keyword; empty where the dictionary has none.</param>
/// <param name="Action">The codes in force, resolved by Type where the Type decides.</param>
/// <param name="Comment">Why, and how.</param>
internal sealed record StatementRow(string Tag, string Name, string Keyword, string Action, string Comment);
