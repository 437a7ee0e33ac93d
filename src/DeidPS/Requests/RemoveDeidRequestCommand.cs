using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Takes requests back: their studies are not fetched, or no further.</para>
/// <para type="description">
/// The request is Cancelled, and what its study is called is erased; the line stays in reports. One that is just being fetched is cancelled at the archive. What arrived stays in the prearchive.
/// </para>
/// </summary>
/// <remarks>A request that is complete cannot be taken back: remove its entry with Remove-DeidPrearchive, or its session with Remove-DeidSession.</remarks>
/// <example>
/// <summary>A whole import</summary>
/// <code>$plan = Import-DeidRequest ./cohort.csv -Project LUNG
/// $plan | Remove-DeidRequest</code>
/// <para>The requests, Cancelled.</para>
/// </example>
/// <example>
/// <summary>What still waits</summary>
/// <code>Get-DeidRequest -Project LUNG -State Planned, Queued, Waiting | Remove-DeidRequest -WhatIf</code>
/// <para>What would be taken back.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "DeidRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidRequest))]
public sealed class RemoveDeidRequestCommand : RequestCmdlet
{
    /// <inheritdoc/>
    private protected override string Action => "Take back";

    /// <inheritdoc/>
    private protected override DeidRequest Change(RequestBook book, string id) => book.Cancel(id);
}
