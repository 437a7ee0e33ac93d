using System.Management.Automation;
using DeidPS.Net;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Tells how far the queue of each archive is, and whether it moves.</para>
/// <para type="description">
/// One object for each archive that anything was requested from: how many requests wait, are under way, are complete or failed, whether somebody works on them, when the next one is tried again, and when it will all be there if it goes on like this.
/// </para>
/// </summary>
/// <remarks>Data managers, administrators and those who may query archives see it. Get-DeidRequest lists the requests themselves.</remarks>
/// <example>
/// <summary>How far is it?</summary>
/// <code>Get-DeidQueue</code>
/// <para>One line for each archive.</para>
/// </example>
/// <example>
/// <summary>An archive that was left alone because it has to be set up</summary>
/// <code>Get-DeidQueue | Where-Object State -eq Suspended | Format-List Node, Message, Suspended, SuspendedBy
/// Resume-DeidQueue -Node sectra</code>
/// <para>What has to be done; then it is asked again.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidQueue")]
[OutputType(typeof(QueueStatus))]
public sealed class GetDeidQueueCommand : StoreCmdlet
{
    /// <summary>Name of an archive; all by default.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Node { get; set; }

    private static QueueStatus WithEstimate(QueueStatus status) =>
        NodeRegistry.Default().Find(status.Node) is { } node ? status with { Estimate = QueueEstimate.Of(status, node.Limits, TimeProvider.System.GetUtcNow(), TimeZoneInfo.Local) } : status;

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        WriteFromStore(store => new QueueBook(store).Status().Where(s => Node is null || string.Equals(s.Node, Node, StringComparison.OrdinalIgnoreCase)).Select(WithEstimate));
        base.OnEnd();
    }
}
