using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeidPS.Dicom;

namespace DeidPS;

/// <summary>Completes keywords of the DICOM dictionary; the tool tip shows tag, VR and name.</summary>
public sealed class DicomTagCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = WildcardPattern.Get(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return DicomDictionary.Standard
            .Where(entry => entry.Keyword.Length > 0 && pattern.IsMatch(entry.Keyword))
            .OrderBy(entry => entry.Keyword, StringComparer.Ordinal)
            .Select(entry => new CompletionResult(
                entry.Keyword,
                entry.Keyword,
                CompletionResultType.ParameterValue,
                $"{entry.TagText} {string.Join(" or ", entry.VRs)} {entry.Name}{(entry.IsRetired ? " (retired)" : string.Empty)}"));
    }
}
