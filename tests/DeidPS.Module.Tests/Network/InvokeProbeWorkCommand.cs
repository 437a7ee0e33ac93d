using System.Management.Automation;
using DeidPS.Dicom;

namespace DeidPS.Module.Tests.Network;

/// <summary>Runs the work a test gives it, once for each input.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ProbeWork")]
public sealed class InvokeProbeWorkCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public Func<PipelineSink, CancellationToken, Task>? Work { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    [Parameter]
    public SwitchParameter IsFatal { get; set; }

    protected override string Activity => "probe";

    protected override bool EndsCmdlet(DeidException exception) => IsFatal;

    protected override void OnRecord() => WriteObject(RunAsync(Work!, "target"));
}
