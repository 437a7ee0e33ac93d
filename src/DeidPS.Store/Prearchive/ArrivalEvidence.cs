namespace DeidPS.Store.Prearchive;

/// <summary>How sure it is that everything of a study arrived (workflow section 6.7).</summary>
public enum ArrivalEvidence
{
    /// <summary>Nothing came for a while; nobody knows what was to come.</summary>
    IdleOnly,

    /// <summary>As many instances came as the sender counts.</summary>
    CountVerified,

    /// <summary>Every instance the sender lists came.</summary>
    UidVerified,
}
