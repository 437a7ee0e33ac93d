using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeidPS.Store.Requests;

namespace DeidPS;

/// <summary>Completes the names of the filters that come with the module; when none fits, the shell goes on with file names.</summary>
public sealed class SeriesFilterCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SeriesFilter.BuiltIn
            .Where(filter => filter.Name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(filter => new CompletionResult(filter.Name));
}
