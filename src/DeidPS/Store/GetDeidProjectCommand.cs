using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists the projects of a store that you may see.</para>
/// <para type="description">By id or alias, with wildcards, or all of them; with your role in each.</para>
/// </summary>
/// <remarks>A private project that you have no role in is not shown, and asking for it by name gives the same error as one that does not exist.</remarks>
/// <example>
/// <summary>All projects</summary>
/// <code>Get-DeidProject</code>
/// <para>One object for each.</para>
/// </example>
/// <example>
/// <summary>Projects past their end</summary>
/// <code>Get-DeidProject | Where-Object { $_.RetentionEnd -and $_.RetentionEnd -lt [datetime]::Today }</code>
/// <para>Those whose data are due to be deleted.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidProject")]
[OutputType(typeof(DeidProject))]
public sealed class GetDeidProjectCommand : StoreCmdlet
{
    /// <summary>Projects by id or alias; ids may hold wildcards. All by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[]? Id { get; set; }

    /// <summary>List deleted projects, too; for administrators. Off by default.</summary>
    [Parameter]
    public SwitchParameter IncludeDeleted { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var id in Id ?? ["*"])
        {
            if (WildcardPattern.ContainsWildcardCharacters(id))
            {
                var pattern = WildcardPattern.Get(id, WildcardOptions.IgnoreCase);
                WriteFromStore(store => new ProjectBook(store).List(IncludeDeleted).Where(p => pattern.IsMatch(p.Id)), id);
            }
            else
            {
                WriteOneFromStore((store, _) => new ProjectBook(store).Get(id), id);
            }
        }
    }
}
