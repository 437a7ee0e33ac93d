namespace DeidPS.Store.Access;

/// <summary>What the catalogue knows of a caller and the projects in question.</summary>
internal sealed record AccessFacts
{
    /// <summary>Roles in the site.</summary>
    public required IReadOnlySet<SiteRole> SiteRoles { get; init; }

    /// <summary>Role in the project; null for none.</summary>
    public ProjectRole? Role { get; init; }

    /// <summary>Role in the other project; null for none.</summary>
    public ProjectRole? OtherRole { get; init; }

    /// <summary>What others see of the project; null when there is no project.</summary>
    public ProjectAccessibility? Accessibility { get; init; }

    /// <summary>True when readers of the project may share out of it.</summary>
    public bool IsShareByReader { get; init; }

    /// <summary>True when the sender is one of those whose entries the project may claim.</summary>
    public bool IsMappedSender { get; init; }
}
