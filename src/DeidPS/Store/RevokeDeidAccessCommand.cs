using System.Management.Automation;
using DeidPS.Store.Access;
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
public sealed class RevokeDeidAccessCommand : StoreCmdlet
{
    private const string ProjectSet = "Project";
    private const string SiteSet = "Site";

    /// <summary>Project by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ProjectSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>People as the operating system names them: DOMAIN\user, user@domain or user.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ProjectSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = SiteSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdentityCompleter))]
    public string[] Identity { get; set; } = [];

    /// <summary>The role in the whole store to take away: Administrator, DataManager or DqrUser.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SiteSet)]
    public SiteRole SiteRole { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var person in Identity)
        {
            if (ParameterSetName == ProjectSet && ShouldProcess($"'{person}' in '{Project}'", "Revoke the role"))
            {
                WithStore((store, _, _) => Done(() => new ProjectBook(store).Revoke(Project, person)), person);
            }
            else if (ParameterSetName == SiteSet && ShouldProcess($"'{person}' in the store", $"Revoke {SiteRole}"))
            {
                WithStore((store, _, _) => Done(() => new ProjectBook(store).SetSiteRole(person, SiteRole, isGranted: false)), person);
            }
        }
    }

    private static Task Done(Action work)
    {
        work();
        return Task.CompletedTask;
    }
}
