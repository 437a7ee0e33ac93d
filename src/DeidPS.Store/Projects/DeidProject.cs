using DeidPS.Store.Access;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Projects;

/// <summary>A project of the store.</summary>
public sealed record DeidProject
{
    /// <summary>Its id: one word, never changed, never used again.</summary>
    public required string Id { get; init; }

    /// <summary>Title.</summary>
    public required string Title { get; init; }

    /// <summary>Short title, at most 24 characters; null for none.</summary>
    public string? RunningTitle { get; init; }

    /// <summary>What it is for; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Principal investigator; null for none.</summary>
    public string? Investigator { get; init; }

    /// <summary>What others see of it.</summary>
    public ProjectAccessibility Accessibility { get; init; }

    /// <summary>What happens with what arrives for it.</summary>
    public PrearchiveMode Mode { get; init; }

    /// <summary>Its policy: a shipped one by name, or a path.</summary>
    public string Policy { get; init; } = "project-level";

    /// <summary>True when readers may share out of it into projects they own.</summary>
    public bool ShareByReader { get; init; }

    /// <summary>True when nothing leads back from its data to the patients: no row of the look-up table is kept.</summary>
    public bool NoLut { get; init; }

    /// <summary>Whether only patients who were cleared may be used.</summary>
    public OptOutRule OptOut { get; init; }

    /// <summary>Why clearance is not needed; null where nobody said so.</summary>
    public string? OptOutReason { get; init; }

    /// <summary>The day after which its data are due to be deleted; null when that is not set.</summary>
    public DateTime? RetentionEnd { get; init; }

    /// <summary>What of all that arrives for it is wanted; null for everything.</summary>
    public SeriesFilter? SeriesFilter { get; init; }

    /// <summary>Whether it is in use.</summary>
    public ProjectState State { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Other names it is found by.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>AE titles whose pushed entries its owners may claim.</summary>
    public IReadOnlyList<string> Senders { get; init; } = [];

    /// <summary>True until somebody has reviewed what the policies in force make: only a few sessions of each modality and manufacturer are archived.</summary>
    public bool IsPilot { get; init; }

    /// <summary>When that review was recorded; null for none.</summary>
    public DateTimeOffset? Approved { get; init; }

    /// <summary>Who reviewed; null for nobody.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>The caller's role in it; null for none.</summary>
    public ProjectRole? Role { get; init; }
}
