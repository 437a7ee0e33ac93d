namespace DeidPS.Store.Ingest;

/// <summary>What a routing rule decides (workflow section 5).</summary>
public enum RoutingTarget
{
    /// <summary>The project an object goes to.</summary>
    Project,

    /// <summary>The subject's label.</summary>
    Subject,

    /// <summary>The session's label.</summary>
    Session,

    /// <summary>Whether the entry is archived without a person.</summary>
    AutoArchive,
}
