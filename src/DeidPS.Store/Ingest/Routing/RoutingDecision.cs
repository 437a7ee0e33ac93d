namespace DeidPS.Store.Ingest;

/// <summary>Where one object goes. Holds project ids and labels; values only in the steps, and only when asked for.</summary>
public sealed record RoutingDecision
{
    /// <summary>The project's own id; null for Unassigned.</summary>
    public string? Project { get; init; }

    /// <summary>Why that project, or why none (R7).</summary>
    public required ProjectReason ProjectReason { get; init; }

    /// <summary>The kind of rule that gave the project; null when there is none.</summary>
    public RoutingSource? ProjectSource { get; init; }

    /// <summary>The subject's label; null when the object names nobody.</summary>
    public RoutedLabel? Subject { get; init; }

    /// <summary>The session's label; null when nothing gives one.</summary>
    public RoutedLabel? Session { get; init; }

    /// <summary>What <c>AA:</c> says; null when nothing. Whether the sender may say so is for the receiver to know.</summary>
    public bool? AutoArchive { get; init; }

    /// <summary>
    /// What the object contradicts itself in: different values in its comments (R2), or a value there that could not be used while another
    /// rule decided.
    /// </summary>
    public IReadOnlyList<RoutingTarget> Ambiguous { get; init; } = [];

    /// <summary>What failed; then there is neither project nor label.</summary>
    public RoutingError Error { get; init; }

    /// <summary>Every rule tried, in order (R9).</summary>
    public required IReadOnlyList<RoutingStep> Steps { get; init; }

    /// <summary>The flag AmbiguousRouting.</summary>
    public bool IsAmbiguous => Ambiguous.Count > 0;

    /// <summary>True when a label is still the one that everything pushed gets (P9).</summary>
    public bool LabelIsDefault => Subject is { IsDefault: true } || Session is { IsDefault: true };

    /// <summary>True when a person has to look: ambiguous, or failed.</summary>
    public bool NeedsReview => IsAmbiguous || Error != RoutingError.None;

    /// <summary>Whether another object of the same study would go to the same place; where not, the study is ambiguous (R10).</summary>
    public bool Agrees(RoutingDecision other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Error == other.Error
            && StringComparer.OrdinalIgnoreCase.Equals(Project, other.Project)
            && LabelText.Comparer.Equals(Subject?.Text, other.Subject?.Text)
            && LabelText.Comparer.Equals(Session?.Text, other.Session?.Text)
            && AutoArchive == other.AutoArchive;
    }
}
