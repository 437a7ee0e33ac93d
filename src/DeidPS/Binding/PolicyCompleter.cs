using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeidPS.Deid.Policies;

namespace DeidPS;

/// <summary>Completes the names of the shipped policies; when none fits, the shell goes on with file names.</summary>
public sealed class PolicyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        new PolicyLibrary(ModuleFolders.Policies).Names
            .Where(name => name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
