using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Has archives asked again that were left alone.</para>
/// <para type="description">Takes back what Suspend-DeidQueue said, and what the queue decided itself about an archive that has to be set up first: an unknown move destination, an AE title that is refused.</para>
/// </summary>
/// <remarks>Data managers and administrators may. An archive that was suspended alone stays so when all are resumed. While all are suspended together, one alone cannot be resumed (StateConflict): resume all first, without a name.</remarks>
/// <example>
/// <summary>After our AE title was entered at the archive</summary>
/// <code>Resume-DeidQueue sectra</code>
/// <para>How its queue is then.</para>
/// </example>
/// <example>
/// <summary>All that are suspended alone, and fetch on</summary>
/// <code>Get-DeidQueue | Where-Object State -eq Suspended | Resume-DeidQueue
/// Start-DeidQueue</code>
/// <para>How their queues are, then each request as it ends.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Resume, "DeidQueue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QueueStatus))]
public sealed class ResumeDeidQueueCommand : QueueNodeCmdlet
{
    /// <inheritdoc/>
    private protected override string Action => "Ask again";

    /// <inheritdoc/>
    private protected override IEnumerable<QueueStatus> Change(QueueBook book, string node) => Of(book, book.Resume(node, Registered()));
}
