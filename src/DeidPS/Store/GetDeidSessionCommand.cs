using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists the archived sessions of projects, their own and those shared into them.</para>
/// <para type="description">By subject and session label. Sessions come out as they are read, however many there are.</para>
/// </summary>
/// <remarks>Who may read the project sees its sessions; data managers do not, unless they have a role in it. The study date is the one the policies left. A session that is shared into the project
/// names in SharedFrom and SharedLabel where it belongs, and is read-only here. PolicyStale says that the project's policy changed after the session was archived; it then is not shared.</remarks>
/// <example>
/// <summary>All CT sessions of a project</summary>
/// <code>Get-DeidSession LUNG -Modality CT</code>
/// <para>One object for each session, with its folder.</para>
/// </example>
/// <example>
/// <summary>How much is in each project</summary>
/// <code>Get-DeidProject | Get-DeidSession | Group-Object Project | Select-Object Name, Count</code>
/// <para>Sessions of each project.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidSession")]
[OutputType(typeof(DeidSession))]
public sealed class GetDeidSessionCommand : StoreCmdlet
{
    /// <summary>Projects by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[] Project { get; set; } = [];

    /// <summary>Session label; any by default.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string? Session { get; set; }

    /// <summary>Subject label; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string? Subject { get; set; }

    /// <summary>Modality in it, such as CT; any by default.</summary>
    [Parameter]
    [ValidatePattern("^[A-Z0-9_]{1,16}$")]
    [ArgumentCompleter(typeof(ModalityCompleter))]
    public string? Modality { get; set; }

    /// <summary>Two local times between which it was archived; any by default.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    public DateTime[]? ArchivedBetween { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var (from, to) = StoreBinding.Between(ArchivedBetween);
        var filter = new SessionFilter { Subject = Subject, Session = Session, Modality = Modality, From = from, To = to };
        foreach (var project in Project)
        {
            WriteFromStore(store => new SessionBook(store).List(project, filter), project);
        }
    }
}
