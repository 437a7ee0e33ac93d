using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS.Commands;

/// <summary>Lists the DICOM nodes that are registered on this machine.</summary>
/// <remarks>
/// <para>
/// Nodes are named connections: host, port, AE titles, TLS, how to query and retrieve, time limits. Those of the user come first: of two
/// of the same name, the user's hides the machine's. A name without a wildcard that is not registered is an error; a wildcard that finds
/// nothing yields nothing. DEIDPS_NODES in the environment names another file than the user's own.
/// </para>
/// </remarks>
/// <example>
/// <title>What is registered?</title>
/// <code>Get-DicomNode</code>
/// <para>Lists every node with its address and AE titles.</para>
/// </example>
/// <example>
/// <title>Everything about one node</title>
/// <code>Get-DicomNode sectra | Format-List</code>
/// <para>Shows all settings, time limits and TLS among them.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DicomNode")]
[OutputType(typeof(DicomNode))]
public sealed class GetDicomNodeCommand : DeidCmdlet
{
    /// <summary>Names of nodes, with wildcards where wanted; every node by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only the nodes of the current user, or only those of all users; by default both, and the user's where a name is in both.</summary>
    [Parameter]
    public NodeScope? Scope { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var registry = NodeRegistry.Default();
        var nodes = Scope is { } scope ? registry.Read(scope) : registry.Read();
        foreach (var name in Name)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            var isFound = false;
            foreach (var node in nodes.Where(node => pattern.IsMatch(node.Name)))
            {
                isFound = true;
                WriteObject(node);
            }

            if (!isFound && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                ReportError(NodeException.NotFound(name), name);
            }
        }
    }
}
