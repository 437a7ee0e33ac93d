using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS.Commands;

/// <summary>Removes DICOM nodes from those that are registered on this machine.</summary>
/// <remarks>
/// Only the entry in the file of the user, or with -Scope AllUsers of the machine, is removed; nothing is sent to the node. When the
/// machine has a node of the same name, it is seen again. A name without a wildcard that is not registered is an error.
/// </remarks>
/// <example>
/// <title>Remove one node</title>
/// <code>Unregister-DicomNode sectra</code>
/// <para>Removes the user's node of that name and puts out nothing.</para>
/// </example>
/// <example>
/// <title>See what would be removed</title>
/// <code>Get-DicomNode test* | Unregister-DicomNode -WhatIf</code>
/// <para>Names each node and its file, and removes none.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Unregister, "DicomNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class UnregisterDicomNodeCommand : DeidCmdlet
{
    /// <summary>Names of nodes, with wildcards where wanted, or what Get-DicomNode puts out.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Whose registration ends: of the current user, the default, or of all users, which needs an administrator.</summary>
    [Parameter]
    public NodeScope Scope { get; set; } = NodeScope.CurrentUser;

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var registry = NodeRegistry.Default();
        foreach (var name in Name)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            var found = registry.Read(Scope).Where(node => pattern.IsMatch(node.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                ReportError(new NodeException(NodeException.NoMatch, $"No node is registered as '{name}' in '{registry.FileOf(Scope)}'.", "Get-DicomNode lists those there are; -Scope AllUsers removes one of the machine."), name);
            }

            foreach (var node in found.Where(node => ShouldProcess($"'{node.Name}' in '{registry.FileOf(Scope)}'", "Remove the registration")))
            {
                registry.Remove(node.Name, Scope, StopToken);
            }
        }
    }
}
