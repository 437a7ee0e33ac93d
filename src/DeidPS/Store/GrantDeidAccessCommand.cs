using System.Management.Automation;
using DeidPS.Store.Access;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Gives people a role in a project, or in the whole store.</para>
/// <para type="description">A role in a project replaces the one the person had: Owner does everything and grants roles, Member changes, Collaborator reads. Roles in the whole store are given by administrators.</para>
/// </summary>
/// <remarks>Every grant is recorded in the audit trail. The last owner of a project cannot be made something less. People are named as the operating system names them.</remarks>
/// <example>
/// <summary>Give a colleague read access</summary>
/// <code>Grant-DeidAccess LUNG 'GSTT\jdoe' -Role Collaborator</code>
/// <para>The person with the role.</para>
/// </example>
/// <example>
/// <summary>Make somebody a data manager</summary>
/// <code>Grant-DeidAccess -Identity 'GSTT\mroe' -SiteRole DataManager</code>
/// <para>The person with the role in the whole store.</para>
/// </example>
[Cmdlet(VerbsSecurity.Grant, "DeidAccess", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = ProjectSet)]
[OutputType(typeof(DeidAccess))]
public sealed class GrantDeidAccessCommand : AccessCmdlet
{
    /// <summary>The role in the project: Owner, Member or Collaborator.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProjectSet, ValueFromPipelineByPropertyName = true)]
    public ProjectRole Role { get; set; }

    /// <inheritdoc/>
    protected override void OnProjectRole(string person)
    {
        if (ShouldProcess($"'{person}' -> '{Project}'", $"Grant {Role}"))
        {
            WriteOneFromStore((store, _) => DeidAccess.Of(new ProjectBook(store).Grant(Project, person, Role)), person);
        }
    }

    /// <inheritdoc/>
    protected override void OnSiteRole(string person)
    {
        if (ShouldProcess($"'{person}' -> the store", $"Grant {SiteRole}"))
        {
            WriteOneFromStore(
                (store, _) =>
                {
                    new ProjectBook(store).SetSiteRole(person, SiteRole, isGranted: true);
                    return DeidAccess.Of(StoreCaller.Normalise(person), SiteRole);
                },
                person);
        }
    }
}
