using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Ends shares of sessions, or takes the tombstones of deleted ones away.</para>
/// <para type="description">The other project's people see the session no more; it stays where it belongs. The owners at either end may do it, and administrators.</para>
/// </summary>
/// <remarks>Copies that were made of the files meanwhile are not reached. A label in the other project is free again afterwards. Recorded in the audit trail.</remarks>
/// <example>
/// <summary>One share</summary>
/// <code>Revoke-DeidShare LUNG Subj042_CT1 -To HEART</code>
/// <para>The share, which has ended.</para>
/// </example>
/// <example>
/// <summary>All that a project still shares out</summary>
/// <code>Get-DeidShare LUNG | Where-Object { $_.Project -eq 'LUNG' -and $_.State -eq 'Active' } | Revoke-DeidShare -Reason 'cooperation ended'</code>
/// <para>Each share, ended.</para>
/// </example>
[Cmdlet(VerbsSecurity.Revoke, "DeidShare", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidShare))]
public sealed class RevokeDeidShareCommand : StoreCmdlet
{
    /// <summary>The project to which the session belongs, by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>Label of the session in the other project.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ShareLabelCompleter))]
    public string Label { get; set; } = string.Empty;

    /// <summary>The other project, by id or alias.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string To { get; set; } = string.Empty;

    /// <summary>Why; recorded in the audit trail. None by default; no patient value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var (project, label, to) = (Project, Label, To);
        if (ShouldProcess($"'{label}' of '{project}' in '{to}'", "End the share"))
        {
            WriteOneFromStore((store, _) => new ShareBook(store).Unshare(project, label, to, Reason), label);
        }
    }
}
