using System.Collections.Frozen;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Access;

/// <summary>
/// Asks the table of roles with what the catalogue knows, in the transaction that acts on the answer. Each action asks at its start and
/// again when it commits: a role may have been taken away meanwhile.
/// </summary>
public static class AccessControl
{
    /// <summary>Whether a caller may do something.</summary>
    public static bool Allows(CatalogTransaction tx, StoreCaller caller, AccessRequest request)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        return AccessRules.Allows(request, Facts(tx, caller, request));
    }

    /// <summary>Ends the transaction unless the caller may do something.</summary>
    /// <exception cref="StoreException">AccessDenied; StoreItemNotFound where the caller may not even know that the project exists.</exception>
    public static void Demand(CatalogTransaction tx, StoreCaller caller, AccessRequest request)
    {
        if (Allows(tx, caller, request))
        {
            return;
        }

        if (request.Project is { } project && request.Action != StoreAction.AssignUnassigned && !Allows(tx, caller, request with { Action = StoreAction.SeeProject }))
        {
            throw Missing(project, request);
        }

        throw new AccessDeniedException(
            request,
            request.Project is null ? $"{caller.Identity} may not do this ({request.Action})." : $"{caller.Identity} may not do this in project '{request.Project}' ({request.Action}).",
            request.Action switch
            {
                StoreAction.ManageSite => "Ask an administrator of the store.",
                StoreAction.SeeIdentifiers => "Ask a data manager of the site; an administrator may with -BreakGlass where that is offered.",
                _ => "Ask an owner of the project for a role (Grant-DeidAccess).",
            });
    }

    /// <summary>Roles of a person in the site.</summary>
    public static IReadOnlySet<SiteRole> SiteRoles(CatalogTransaction tx, string identity)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.Query<string>("select role from siterole where identity = @identity", new { identity }).Select(Enum.Parse<SiteRole>).ToFrozenSet();
    }

    /// <summary>Role of a person in a project; null for none.</summary>
    public static ProjectRole? Role(CatalogTransaction tx, string? project, string identity)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var role = project is null ? null : tx.Find<string>("select role from member where project = @project and identity = @identity", new { project, identity });
        return role is null ? null : Enum.Parse<ProjectRole>(role);
    }

    private static AccessDeniedException Missing(string project, AccessRequest request) =>
        new(request, $"There is no project '{project}' that you may see.", "Get-DeidProject lists the projects there are for you.", StoreException.StoreItemNotFound);

    private static AccessFacts Facts(CatalogTransaction tx, StoreCaller caller, AccessRequest request)
    {
        var project = request.Project is null ? null : tx.Find<ProjectFacts>("select accessibility, sharebyreader from project where id = @Project and state <> 'Deleted'", request);
        return new AccessFacts
        {
            SiteRoles = SiteRoles(tx, caller.Identity),
            Role = project is null ? null : Role(tx, request.Project, caller.Identity),
            OtherRole = Role(tx, request.OtherProject, caller.Identity),
            Accessibility = project is null ? null : Enum.Parse<ProjectAccessibility>(project.Accessibility),
            IsShareByReader = project?.ShareByReader == 1,
            IsMappedSender = request.Sender is not null && tx.Number("select count(*) from projectsender where project = @Project and aetitle = @Sender", request) > 0,
        };
    }

    private sealed class ProjectFacts
    {
        public string Accessibility { get; init; } = string.Empty;

        public long ShareByReader { get; init; }
    }
}
