namespace DeidPS.Store.Ingest;

/// <summary>Why an object goes to a project, or to none.</summary>
public enum ProjectReason
{
    /// <summary>A rule gave a project that takes it.</summary>
    Routed,

    /// <summary>The object says <c>Project:Unassigned</c> (P8).</summary>
    Unassigned,

    /// <summary>Nothing names a project.</summary>
    NotGiven,

    /// <summary>What is named is no project (R7).</summary>
    UnknownProject,

    /// <summary>The sender may not create in the project named (R7).</summary>
    NotAllowed,

    /// <summary>A rule failed: see <see cref="RoutingDecision.Error"/>.</summary>
    Failed,
}
