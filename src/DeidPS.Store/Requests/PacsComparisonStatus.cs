namespace DeidPS.Store.Requests;

/// <summary>What a comparison with an archive found.</summary>
public enum PacsComparisonStatus
{
    /// <summary>Everything the archive has is there.</summary>
    Complete,

    /// <summary>Instances that the archive has are not there.</summary>
    Incomplete,

    /// <summary>It was known before that everything is there; nothing was asked.</summary>
    AlreadyVerified,

    /// <summary>Nothing can be concluded; the message says why.</summary>
    NotComparable,
}
