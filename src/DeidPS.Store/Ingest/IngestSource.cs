namespace DeidPS.Store.Ingest;

/// <summary>What brings objects to a store.</summary>
public enum IngestSource
{
    /// <summary>A sender, on an association with a receiver.</summary>
    Association,

    /// <summary>Files that somebody imports.</summary>
    Files,

    /// <summary>Somebody retrieved them from a node.</summary>
    Retrieval,
}
