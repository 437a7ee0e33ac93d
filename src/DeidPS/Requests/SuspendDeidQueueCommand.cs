using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Leaves archives alone: nothing more is fetched from them until Resume-DeidQueue.</para>
/// <para type="description">What is under way ends; everything else waits, also after a restart. For an archive under maintenance, or when its administrators ask.</para>
/// </summary>
/// <remarks>Data managers and administrators may. A name that neither a request nor Register-DicomNode knows is an error (StoreItemNotFound). A queue that runs goes on with other archives; one that has nothing else to do ends.</remarks>
/// <example>
/// <summary>One archive</summary>
/// <code>Suspend-DeidQueue sectra -Reason 'upgrade until noon'</code>
/// <para>How its queue is then: Suspended, with the reason.</para>
/// </example>
/// <example>
/// <summary>All of them</summary>
/// <code>Suspend-DeidQueue</code>
/// <para>One object for each archive.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Suspend, "DeidQueue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QueueStatus))]
public sealed class SuspendDeidQueueCommand : QueueNodeCmdlet
{
    /// <summary>Why, for whoever finds the queue standing. No patient value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    private protected override string Action => "Leave alone";

    /// <inheritdoc/>
    private protected override IEnumerable<QueueStatus> Change(QueueBook book, string node) => Of(book, book.Suspend(node, Reason, Registered()));
}
