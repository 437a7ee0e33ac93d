namespace DeidPS.Net;

/// <summary>How sure it is that everything arrived.</summary>
public enum RetrieveEvidence
{
    /// <summary>Nothing is known: the node tells neither instances nor counts.</summary>
    None,

    /// <summary>As many instances arrived as the node counts.</summary>
    CountVerified,

    /// <summary>Every instance the node lists arrived.</summary>
    UidVerified,
}
