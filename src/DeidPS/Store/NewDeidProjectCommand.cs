using System.Management.Automation;
using DeidPS.Store.Access;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Makes a project in a store.</para>
/// <para type="description">The id is one word of at most 24 letters, digits, '_' and '-'. It cannot be changed, and not be used again after the project is deleted. Administrators make projects.</para>
/// </summary>
/// <remarks>UIDs and dates get the project's own key when images move into it, so that one patient in two projects cannot be joined.</remarks>
/// <example>
/// <summary>A private project</summary>
/// <code>New-DeidProject LUNG 'Lung nodules 2026' -Owner 'GSTT\jdoe'</code>
/// <para>The project.</para>
/// </example>
/// <example>
/// <summary>A project with an end and a policy of its own</summary>
/// <code>New-DeidProject HEART 'Cardiac MR' -Investigator 'Prof. Roe' -Policy ./heart.json -RetentionEnd 2028-12-31 -Sender SECTRA</code>
/// <para>Its owners may claim what SECTRA pushed.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DeidProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidProject))]
public sealed class NewDeidProjectCommand : ProjectSettingsCmdlet
{
    /// <summary>Its id: one word, never changed, never used again.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Id { get; set; } = string.Empty;

    /// <summary>Its title, at most 256 characters.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateLength(1, 256)]
    public string Title { get; set; } = string.Empty;

    /// <summary>Its first owner, as the operating system names people; by default the account that makes it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdentityCompleter))]
    public string? Owner { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var project = Apply(new DeidProject { Id = Id, Title = Title });
        if (ShouldProcess($"'{Id}'", "Make a project"))
        {
            WriteOneFromStore((store, _) => new ProjectBook(store).Create(project, Owner ?? StoreCaller.Current.Identity), Id);
        }

        base.OnEnd();
    }
}
