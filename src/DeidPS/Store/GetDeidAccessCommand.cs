using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists who has which role in a project, or in the whole store.</para>
/// <para type="description">With -Project the people of projects; without it the administrators, data managers and others with a role in the whole store.</para>
/// </summary>
/// <remarks>People of a project are shown to those who may read it; roles in the whole store to administrators.</remarks>
/// <example>
/// <summary>The people of a project</summary>
/// <code>Get-DeidAccess LUNG</code>
/// <para>One object for each person.</para>
/// </example>
/// <example>
/// <summary>Owners of all projects</summary>
/// <code>Get-DeidProject | Get-DeidAccess | Where-Object Role -eq Owner</code>
/// <para>One object for each owner of each project.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidAccess")]
[OutputType(typeof(DeidAccess))]
public sealed class GetDeidAccessCommand : StoreCmdlet
{
    /// <summary>Projects by id or alias; by default the roles in the whole store are listed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[]? Project { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        if (Project is null)
        {
            WriteFromStore(store => new ProjectBook(store).SiteRoles().Select(r => DeidAccess.Of(r.Key, r.Value)));
        }

        foreach (var project in Project ?? [])
        {
            WriteFromStore(store => new ProjectBook(store).Members(project).Select(DeidAccess.Of), project);
        }
    }
}
