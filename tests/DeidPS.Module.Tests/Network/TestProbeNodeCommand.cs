using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>Shows what the base of network cmdlets gives those that derive from it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ProbeNode", DefaultParameterSetName = NodeSet)]
public sealed class TestProbeNodeCommand : NodeCmdlet
{
    /// <summary>Another property that comes with a query's result.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StudyInstanceUID { get; set; }

    protected override string Activity => "probe";

    protected override void OnRecord() => WriteObject(new { Node = ResolveNode(), Secrets, StudyInstanceUID });
}
