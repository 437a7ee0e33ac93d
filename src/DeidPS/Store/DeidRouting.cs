using DeidPS.Store.Ingest;

namespace DeidPS;

/// <summary>Where a file would go if it arrived now, and why.</summary>
public sealed record DeidRouting
{
    /// <summary>Full path of the file.</summary>
    public required string Source { get; init; }

    /// <summary>Name of the file without its folder; where it is none, the source itself.</summary>
    public string SourceName => Path.IsPathRooted(Source) ? Path.GetFileName(Source) : Source;

    /// <summary>The project; null for none.</summary>
    public string? Project { get; init; }

    /// <summary>Why that project, or why none.</summary>
    public ProjectReason Reason { get; init; }

    /// <summary>Subject label; null when nothing names the patient.</summary>
    public string? Subject { get; init; }

    /// <summary>Session label; null when nothing gives one.</summary>
    public string? Session { get; init; }

    /// <summary>What AA: says; null when nothing.</summary>
    public bool? AutoArchive { get; init; }

    /// <summary>True when a label is one that pushed data come with.</summary>
    public bool LabelIsDefault { get; init; }

    /// <summary>What the file contradicts itself in.</summary>
    public IReadOnlyList<RoutingTarget> Ambiguous { get; init; } = [];

    /// <summary>What failed; then there is neither project nor label.</summary>
    public RoutingError Error { get; init; }

    /// <summary>Every rule that was tried, in order, and what came of it.</summary>
    public IReadOnlyList<RoutingStep> Steps { get; init; } = [];

    internal static DeidRouting From(string source, RoutingDecision decision) => new()
    {
        Source = source, Project = decision.Project, Reason = decision.ProjectReason, Subject = decision.Subject?.Text, Session = decision.Session?.Text, AutoArchive = decision.AutoArchive, LabelIsDefault = decision.LabelIsDefault,

        // Arrays: a script indexes them.
        Ambiguous = decision.Ambiguous.ToArray(), Error = decision.Error, Steps = decision.Steps.ToArray(),
    };
}
