using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>Completes the names of registered nodes; the tool tip shows AE title and address.</summary>
public sealed class DicomNodeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = WildcardPattern.Get(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return Nodes().Where(node => pattern.IsMatch(node.Name)).Select(node => new CompletionResult(
            node.Name.Contains(' ', StringComparison.Ordinal) ? $"'{node.Name}'" : node.Name,
            node.Name,
            CompletionResultType.ParameterValue,
            FormattableString.Invariant($"{node.CalledAE} at {node.HostName}:{node.Port}")));
    }

    private static IReadOnlyList<DicomNode> Nodes()
    {
        try
        {
            return NodeRegistry.Default().Read();
        }
        catch (DeidException)
        {
            // Somebody who types wants no error; the command itself reports it.
            return [];
        }
    }
}
