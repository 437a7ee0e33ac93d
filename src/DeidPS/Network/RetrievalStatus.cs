namespace DeidPS;

/// <summary>What became of a retrieval.</summary>
public enum RetrievalStatus
{
    /// <summary>Everything the node has arrived, as far as it tells.</summary>
    Complete,

    /// <summary>Something is missing.</summary>
    Incomplete,

    /// <summary>Nothing could be retrieved.</summary>
    Failed,

    /// <summary>Nothing was asked for: -WhatIf, declined, or complete before.</summary>
    Skipped,
}
