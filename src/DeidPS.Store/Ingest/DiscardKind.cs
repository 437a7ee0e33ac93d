namespace DeidPS.Store.Ingest;

/// <summary>Why an object that arrived is not in its entry.</summary>
internal enum DiscardKind
{
    /// <summary>A filter or a script left it out.</summary>
    Filtered,

    /// <summary>It is held back, encrypted.</summary>
    Held,

    /// <summary>It was not kept, and the sender was told so.</summary>
    Refused,
}
