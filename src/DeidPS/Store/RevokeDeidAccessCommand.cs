using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Takes the role of people in a project, or in the whole store, away.</para>
/// <para type="description">Works at once, also for what the person has just started: every action checks the role again when it commits.</para>
/// </summary>
/// <remarks>The last owner of a project and the last administrator of a store cannot be removed. Recorded in the audit trail.</remarks>
/// <example>
/// <summary>A colleague leaves the project</summary>
/// <code>Revoke-DeidAccess LUNG 'GSTT\jdoe'</code>
/// <para>No output; Get-DeidAccess LUNG shows who is left.</para>
/// </example>
/// <example>
/// <summary>End all read access to a project</summary>
/// <code>Get-DeidAccess LUNG | Where-Object Role -eq Collaborator | Revoke-DeidAccess</code>
/// <para>No output.</para>
/// </example>
[Cmdlet(VerbsSecurity.Revoke, "DeidAccess", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = ProjectSet)]
[OutputType(typeof(void))]
public sealed class RevokeDeidAccessCommand : AccessCmdlet
{
    /// <inheritdoc/>
    protected override void OnProjectRole(string person)
    {
        if (ShouldProcess($"'{person}' in '{Project}'", "Revoke the role"))
        {
            WithStore((store, _, _) => Done(() => new ProjectBook(store).Revoke(Project, person)), person);
        }
    }

    /// <inheritdoc/>
    protected override void OnSiteRole(string person)
    {
        if (ShouldProcess($"'{person}' in the store", $"Revoke {SiteRole}"))
        {
            WithStore((store, _, _) => Done(() => new ProjectBook(store).SetSiteRole(person, SiteRole, isGranted: false)), person);
        }
    }

    private static Task Done(Action work)
    {
        work();
        return Task.CompletedTask;
    }
}
