using System.Management.Automation;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists the receivers of this process with their counts.</para>
/// <para type="description">Receivers that Start-DicomReceiver started in this process and that still listen.</para>
/// </summary>
/// <remarks>Counts are those of the moment they are read, so an object that is kept shows the state of now. A receiver of another process is not seen.</remarks>
/// <example>
/// <summary>All receivers</summary>
/// <code>Get-DicomReceiver</code>
/// <para>One object for each.</para>
/// </example>
/// <example>
/// <summary>How many instances were held back</summary>
/// <code>(Get-DicomReceiver -Port 8104).Quarantined</code>
/// <para>A number.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DicomReceiver")]
[OutputType(typeof(DicomReceiver))]
public sealed class GetDicomReceiverCommand : DeidCmdlet
{
    /// <summary>Ports of the receivers; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ReceiverPortCompleter))]
    public int[] Port { get; set; } = [];

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var receiver in DicomReceiver.Running.Where(r => Port.Length == 0 || Port.Contains(r.Port)))
        {
            WriteObject(receiver);
        }
    }
}
