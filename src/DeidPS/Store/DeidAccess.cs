using DeidPS.Store.Access;
using DeidPS.Store.Projects;

namespace DeidPS;

/// <summary>A person with a role, in a project or in the whole store.</summary>
public sealed record DeidAccess
{
    /// <summary>The project; null for a role in the whole store.</summary>
    public string? Project { get; init; }

    /// <summary>The person, as the operating system names him.</summary>
    public required string Identity { get; init; }

    /// <summary>The role.</summary>
    public required string Role { get; init; }

    /// <summary>Since when; null for a role in the whole store.</summary>
    public DateTimeOffset? Granted { get; init; }

    /// <summary>By whom; null for a role in the whole store.</summary>
    public string? GrantedBy { get; init; }

    internal static DeidAccess Of(ProjectMember member) => new() { Project = member.Project, Identity = member.Identity, Role = member.Role.ToString(), Granted = member.Granted, GrantedBy = member.GrantedBy };

    internal static DeidAccess Of(string identity, SiteRole role) => new() { Identity = identity, Role = role.ToString() };
}
