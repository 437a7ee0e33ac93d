namespace DeidPS.Deid.Profile;

/// <summary>What a profile step starts from.</summary>
public enum ProfileBase
{
    /// <summary>Table E.1-1 (PS3.15 E.2).</summary>
    Basic,

    /// <summary>
    /// Only what is derived from the key: UIDs, and dates with Modified Dates. For the second pass of a project over objects that a
    /// site-wide profile has de-identified; claims nothing.
    /// </summary>
    Pseudonyms,
}
