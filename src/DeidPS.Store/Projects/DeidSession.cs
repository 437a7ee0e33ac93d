using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>An archived session, seen in its own project or in one it is shared into.</summary>
public sealed record DeidSession
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The project in which it is seen.</summary>
    public required string Project { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label in that project.</summary>
    public required string Session { get; init; }

    /// <summary>Whether it may be used.</summary>
    public SessionState State { get; init; }

    /// <summary>True when it may not be changed.</summary>
    public bool IsLocked { get; init; }

    /// <summary>
    /// True when the project's policy changed after the session was archived: it is not to be shared, and to be exported with care. Null when that cannot be
    /// told, since the policy cannot be read here.
    /// </summary>
    public bool? PolicyStale { get; init; }

    /// <summary>The project it belongs to, when it is only shared into this one; null when it is this one's.</summary>
    public string? SharedFrom { get; init; }

    /// <summary>Its label in the project it belongs to, when it is only shared into this one; else null.</summary>
    public string? SharedLabel { get; init; }

    /// <summary>What is to be known about it, in short: the project and label it is shared from, Quarantined, Locked, PolicyStale; empty for nothing.</summary>
    public string Note => string.Join(", ", new[] { State == SessionState.Quarantined ? "Quarantined" : null, IsLocked ? "Locked" : null, PolicyStale == true ? "PolicyStale" : null, SharedFrom is null ? null : $"from {SharedFrom}/{SharedLabel}" }.OfType<string>());

    /// <summary>Modalities.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Series.</summary>
    public long Series { get; init; }

    /// <summary>Instances.</summary>
    public long Instances { get; init; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Study date, as the policies left it; null for none.</summary>
    public string? StudyDate { get; init; }

    /// <summary>How sure it is that everything arrived.</summary>
    public ArrivalEvidence Evidence { get; init; }

    /// <summary>Policies that were applied, as <c>name@hash</c>.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>When it was archived.</summary>
    public DateTimeOffset Archived { get; init; }

    /// <summary>By whom.</summary>
    public required string ArchivedBy { get; init; }

    /// <summary>Full path of its folder.</summary>
    public required string Folder { get; init; }
}
