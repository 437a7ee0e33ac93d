using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DeidPS;

/// <summary>Completes the variables of scripts: the table that the shipped policies read, with its values to be filled in.</summary>
public sealed class VariableCompleter : IArgumentCompleter
{
    private const string Labels = "@{ project = ''; subject = ''; session = '' }";

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        string.IsNullOrEmpty(wordToComplete) ? [new CompletionResult(Labels, Labels, CompletionResultType.ParameterValue, "What the policies put in: fill in the values; leave subject and session out for pseudonyms")] : [];
}
