using System.Management.Automation;
using DeidPS.Store.Access;

namespace DeidPS;

/// <summary>Base of cmdlets that give or take the roles of people, in a project or in the whole store.</summary>
public abstract class AccessCmdlet : StoreCmdlet
{
    /// <summary>Name of the parameter set for roles in a project; the default.</summary>
    public const string ProjectSet = "Project";

    /// <summary>Name of the parameter set for roles in the whole store.</summary>
    public const string SiteSet = "Site";

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

    /// <summary>The role in the whole store: Administrator, DataManager or DqrUser.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SiteSet)]
    public SiteRole SiteRole { get; set; }

    /// <inheritdoc/>
    protected sealed override void OnRecord()
    {
        foreach (var person in Identity)
        {
            if (string.Equals(ParameterSetName, ProjectSet, StringComparison.Ordinal))
            {
                OnProjectRole(person);
            }
            else
            {
                OnSiteRole(person);
            }
        }
    }

    /// <summary>Does it with the role of one person in the project.</summary>
    protected abstract void OnProjectRole(string person);

    /// <summary>Does it with the role of one person in the whole store.</summary>
    protected abstract void OnSiteRole(string person);
}
