using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Finds out why a node refuses: name, TCP, TLS, association, echo, query, retrieval, storage, our own port, and the way back.</para>
/// <para type="description">
/// Takes one step after the other and gives one result for each, with the cause and what to do about it. What a node takes is found by negotiation
/// alone: nothing is stored at the node. The last step has the node send one image to the receiver of this machine (C-MOVE), which drops it, so
/// that an unknown destination or a wrong port at the node is found. Without an image it asks for a study that does not exist, which only some nodes
/// answer in a way that tells anything.
/// </para>
/// </summary>
/// <remarks>
/// A step that the node does not offer is NotOffered, which matters or not; one that could not be tried is Skipped. The image that is asked for is one of
/// the study that -StudyInstanceUID names, else one of the last seven days; it goes wherever the node's entry of our title leads, as with every C-MOVE.
/// -SkipMove leaves the last two steps out.
/// </remarks>
/// <example>
/// <summary>Why does the PACS refuse?</summary>
/// <code>Test-DicomNode -HostName pacs -Port 104 -CalledAE SECTRA</code>
/// <para>A table of steps; Format-List shows what to do about those that failed.</para>
/// </example>
/// <example>
/// <summary>Is a registered node ready to be retrieved from? For a script</summary>
/// <code>@(Test-DicomNode -Node sectra -StudyInstanceUID 1.2.3.4 | Where-Object Step -in 'Echo', 'Query StudyRoot', 'Move to self' | Where-Object Status -ne Passed).Count -eq 0</code>
/// <para>True or False.</para>
/// </example>
/// <example>
/// <summary>What it takes, class by class</summary>
/// <code>(Test-DicomNode -Node sectra -Detailed -SkipMove | Where-Object Step -eq Storage).Offers | Format-Table Name, TransferSyntaxes</code>
/// <para>Every storage SOP class that the node takes, with its transfer syntaxes.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DicomNode", DefaultParameterSetName = NodeSet)]
[OutputType(typeof(DicomNodeCheck))]
public sealed class TestDicomNodeCommand : ReturnNodeCmdlet
{
    /// <summary>The node: a name that Register-DicomNode stored, or what Get-DicomNode put out.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = NodeSet)]
    [DicomNodeTransform]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    [ValidateNotNull]
    public override DicomNode? Node { get; set; }

    /// <summary>(0020,000D) of a study of the node of which one image may be sent to this machine, such as one of a phantom; by default one of the last seven days.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? StudyInstanceUID { get; set; }

    /// <summary>Ask about every storage SOP class in every transfer syntax, with some fifty associations; by default only about the usual ones.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Leave out our own port and the way back; off by default.</summary>
    [Parameter]
    public SwitchParameter SkipMove { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Checking";

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var node = ResolveReturnNode();
        RunAsync((sink, stop) => CheckAsync(node, sink, stop), node.ToString());
    }

    private Task CheckAsync(DicomNode node, PipelineSink sink, CancellationToken stop)
    {
        var checker = new NodeChecker(node, Secrets, finding => sink.WriteAsync(new DicomNodeCheck
        {
            Node = node, Step = finding.Step, Status = finding.Status, Detail = finding.Detail, Remedy = finding.Remedy, Offers = finding.Offers,
        }))
        {
            IsDetailed = Detailed, SkipsReturn = SkipMove, StudyInstanceUid = StudyInstanceUID, QuietTime = TimeSpan.FromSeconds(QuietSec),
        };
        return checker.RunAsync(stop);
    }
}
