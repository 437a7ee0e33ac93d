using System.Management.Automation;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Stops receivers of this process.</para>
/// <para type="description">Takes no more connections, lets instances on their way be finished, then closes. Puts out the receiver with its last counts.</para>
/// </summary>
/// <remarks>An instance that was cut off was not answered, so its sender keeps it and sends it again.</remarks>
/// <example>
/// <summary>Stop one receiver</summary>
/// <code>Stop-DicomReceiver -Port 8104</code>
/// <para>The receiver, stopped.</para>
/// </example>
/// <example>
/// <summary>Stop all of them</summary>
/// <code>Get-DicomReceiver | Stop-DicomReceiver -GraceSec 60</code>
/// <para>Each has a minute for what is on its way.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "DicomReceiver", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DicomReceiver))]
public sealed class StopDicomReceiverCommand : AsyncCmdlet
{
    /// <summary>Ports of the receivers.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReceiverPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <summary>Seconds for instances on their way, 0 to 3600; after it they are cut off unanswered. 10 by default.</summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int GraceSec { get; set; } = 10;

    /// <inheritdoc/>
    protected override string Activity => "Stopping";

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var receiver in DicomReceiver.Running.Where(r => Port.Contains(r.Port)).ToList())
        {
            if (ShouldProcess($"'{receiver.AETitle}' on port {receiver.Port}", "Stop the receiver") && RunAsync((_, _) => receiver.StopAsync(TimeSpan.FromSeconds(GraceSec)), receiver.Port))
            {
                WriteObject(receiver);
            }
        }
    }
}
