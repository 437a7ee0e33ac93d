using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Tries requests again that failed or wait.</para>
/// <para type="description">
/// The request is Queued at once with all its attempts; what arrived of its study is not fetched again. With -AcceptReview also a study that was found another way than asked for, after somebody looked.
/// </para>
/// </summary>
/// <remarks>A request that was blocked for another reason is planned anew with Import-DeidRequest, after what blocked it is mended; so is one that was taken back. A queue has to run: Start-DeidQueue.</remarks>
/// <example>
/// <summary>Everything that failed, in the morning</summary>
/// <code>Get-DeidRequest -Project LUNG -State Failed | Restart-DeidRequest | Start-DeidQueue</code>
/// <para>Each request as it ends.</para>
/// </example>
/// <example>
/// <summary>A study that was found by patient and date instead of its accession number</summary>
/// <code>Get-DeidRequest -Project LUNG -State Blocked | Where-Object Reason -eq NeedsReview | Restart-DeidRequest -AcceptReview</code>
/// <para>The requests, Queued.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Restart, "DeidRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[Alias("Retry-DeidRequest")]
[OutputType(typeof(DeidRequest))]
public sealed class RestartDeidRequestCommand : RequestCmdlet
{
    /// <summary>Take the study that was found another way than asked for; off by default.</summary>
    [Parameter]
    public SwitchParameter AcceptReview { get; set; }

    /// <inheritdoc/>
    private protected override string Action => "Try again";

    /// <inheritdoc/>
    private protected override DeidRequest Change(RequestBook book, string id) => book.Retry(id, AcceptReview);
}
