using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Asks whoever works on the queue to end, on any machine.</para>
/// <para type="description">What is under way is cancelled at the archive and waits for its turn again; what arrived is kept. Start-DeidQueue goes on from there.</para>
/// </summary>
/// <remarks>Data managers and administrators may. A worker sees it within a second or two; -Wait waits until all have ended.</remarks>
/// <example>
/// <summary>Before the machine is restarted</summary>
/// <code>Stop-DeidQueue -Wait</code>
/// <para>How the queues are when nobody works on them any more.</para>
/// </example>
/// <example>
/// <summary>See who works first</summary>
/// <code>Get-DeidQueue | Format-Table Node, Workers, Active
/// Stop-DeidQueue</code>
/// <para>One object for each archive.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "DeidQueue", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(QueueStatus))]
public sealed class StopDeidQueueCommand : StoreCmdlet
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Wait until nobody works on the queue any more; off by default.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        if (ShouldProcess("the queue", "Stop whoever works on it"))
        {
            WithStore(async (store, sink, stop) =>
            {
                var book = new QueueBook(store);
                book.Stop();
                while (Wait && book.Workers() > 0)
                {
                    await Task.Delay(s_interval, stop).ConfigureAwait(false);
                }

                foreach (var status in book.Status())
                {
                    await sink.WriteAsync(status).ConfigureAwait(false);
                }
            });
        }

        base.OnEnd();
    }
}
