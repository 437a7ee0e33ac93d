using System.Management.Automation;
using DeidPS.Store.Prearchive;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Deletes entries of the prearchive with their files and what was held back of them.</para>
/// <para type="description">Owners, data managers and administrators may delete; members what they brought themselves. A study that is sent again arrives as a new entry.</para>
/// </summary>
/// <remarks>An entry that is being archived, moved or still receives is refused. Recorded in the audit trail.</remarks>
/// <example>
/// <summary>Delete what was archived already</summary>
/// <code>Get-DeidPrearchive -State Conflict | Where-Object { $_.Conflicts -eq 'C01' } | Remove-DeidPrearchive -Reason 'duplicate'</code>
/// <para>No output.</para>
/// </example>
/// <example>
/// <summary>See what would be deleted</summary>
/// <code>Get-DeidPrearchive -Unassigned | Remove-DeidPrearchive -WhatIf</code>
/// <para>One line for each entry; nothing is deleted.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "DeidPrearchive", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class RemoveDeidPrearchiveCommand : EntryCmdlet
{
    /// <summary>Why they are deleted; recorded in the audit trail. None by default; no patient value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void OnEntry(string id)
    {
        if (ShouldProcess($"'{id}'", "Delete the entry and its files"))
        {
            WithStore(
                (store, _, _) =>
                {
                    new PrearchiveBook(store).Remove(id, Reason);
                    return Task.CompletedTask;
                },
                id);
        }
    }
}
