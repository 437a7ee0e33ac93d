using DeidPS.Store.Projects;

namespace DeidPS;

/// <summary>A session in the report of a project's contents.</summary>
public sealed record ProjectContent
{
    /// <summary>Project.</summary>
    public required string Project { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label.</summary>
    public required string Session { get; init; }

    /// <summary>Modalities.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Series.</summary>
    public long Series { get; init; }

    /// <summary>Instances.</summary>
    public long Instances { get; init; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Study date as the policies left it, yyyyMMdd; null for none.</summary>
    public string? StudyDate { get; init; }

    /// <summary>When it was archived.</summary>
    public DateTimeOffset Archived { get; init; }

    /// <summary>Policies it went through, as name@hash.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>The project it belongs to, when it is only shared into this one; else null.</summary>
    public string? SharedFrom { get; init; }

    /// <summary>A session as the report shows it.</summary>
    internal static ProjectContent Of(DeidSession session) => new()
    {
        Project = session.Project, Subject = session.Subject, Session = session.Session, Modalities = session.Modalities, Series = session.Series, Instances = session.Instances, Bytes = session.Bytes, StudyDate = session.StudyDate,
        Archived = session.Archived, Policies = session.Policies, SharedFrom = session.SharedFrom,
    };
}
