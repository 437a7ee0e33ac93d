using System.Management.Automation;
using DeidPS.Store.Audit;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists lines of the audit trail: who did what, when and why.</para>
/// <para type="description">The oldest first, as they are read. Administrators see all lines, owners those of their project (-Project), data managers what they did themselves (-Mine).</para>
/// </summary>
/// <remarks>No line holds a value of a patient. Whether the trail is whole says Test-DeidAudit.</remarks>
/// <example>
/// <summary>What was refused since yesterday</summary>
/// <code>Get-DeidAudit -Result Denied -Between (Get-Date).AddDays(-1), (Get-Date)</code>
/// <para>One object for each attempt.</para>
/// </example>
/// <example>
/// <summary>The history of a session</summary>
/// <code>$session = Get-DeidSession LUNG Subj042_CT1
/// Get-DeidAudit -Project LUNG -Item $session.Id | Format-Table Time, Actor, Action, Reason</code>
/// <para>Everything that was done to it in the project.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidAudit")]
[OutputType(typeof(AuditLine))]
public sealed class GetDeidAuditCommand : StoreCmdlet
{
    /// <summary>Project by id or alias; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Project { get; set; }

    /// <summary>What was done, such as Archive; anything by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AuditActionCompleter))]
    public string? Action { get; set; }

    /// <summary>Who did it; anybody by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AuditActorCompleter))]
    public string? Actor { get; set; }

    /// <summary>Only what you did yourself; off by default.</summary>
    [Parameter]
    public SwitchParameter Mine { get; set; }

    /// <summary>Id of an entry or session, or what else it was done to; the archiving of an entry is found by the session's id as well. Anything by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Item { get; set; }

    /// <summary>The outcome: Done, Denied or Failed; any by default.</summary>
    [Parameter]
    [ValidateSet("Done", "Denied", "Failed")]
    public string? Result { get; set; }

    /// <summary>Two local times between which it was done; any by default.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    public DateTime[]? Between { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var (from, to) = StoreBinding.Between(Between);
        WriteFromStore(
            store => new AuditBook(store).List(new AuditFilter { Project = Project, Action = Action, Actor = Mine ? store.Caller.Identity : Actor, Item = Item, Result = Result, From = from, To = to }), Project);
    }
}
