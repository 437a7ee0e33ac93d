using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Changes the settings of projects.</para>
/// <para type="description">Settings that are given replace those there are; the others stay. Owners and administrators may.</para>
/// </summary>
/// <remarks>Another policy works for what is archived from now on; sessions that are there keep the one they were made with. The id cannot be changed.</remarks>
/// <example>
/// <summary>Let a project end</summary>
/// <code>Set-DeidProject LUNG -RetentionEnd 2027-06-30</code>
/// <para>The project as it is now.</para>
/// </example>
/// <example>
/// <summary>Open all projects of a person to those who ask</summary>
/// <code>Get-DeidProject | Where-Object Investigator -eq 'Prof. Roe' | Set-DeidProject -Accessibility Protected</code>
/// <para>Each project as it is now.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "DeidProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidProject))]
public sealed class SetDeidProjectCommand : ProjectSettingsCmdlet
{
    /// <summary>Projects by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [Alias("Project")]
    public string[] Id { get; set; } = [];

    /// <summary>Its title, at most 256 characters; by default it stays.</summary>
    [Parameter]
    [ValidateLength(1, 256)]
    public string? Title { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var id in Id)
        {
            if (ShouldProcess($"'{id}'", "Change the settings"))
            {
                WriteOneFromStore(
                    (store, _) =>
                    {
                        var book = new ProjectBook(store);
                        var before = book.Get(id);
                        return book.Configure(Apply(before) with { Title = Title ?? before.Title });
                    },
                    id);
            }
        }
    }
}
