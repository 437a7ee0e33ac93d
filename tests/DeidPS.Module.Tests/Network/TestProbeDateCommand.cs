using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>Shows what a date parameter becomes.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ProbeDate")]
public sealed class TestProbeDateCommand : DeidCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Study Date")]
    [DateRangeTransform]
    public DateRange? StudyDate { get; set; }

    protected override void OnRecord() => WriteObject(StudyDate!.Value.ToQueryValue());
}
