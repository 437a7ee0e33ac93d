using DeidPS.Store.Access;

namespace DeidPS.Store.Projects;

/// <summary>A person with a role in a project.</summary>
/// <param name="Project">The project.</param>
/// <param name="Identity">The person, as the operating system names him.</param>
/// <param name="Role">The role.</param>
/// <param name="Granted">Since when.</param>
/// <param name="GrantedBy">By whom.</param>
public sealed record ProjectMember(string Project, string Identity, ProjectRole Role, DateTimeOffset Granted, string GrantedBy);
