using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeidPS.Dicom;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>Base of completers that choose from a list that is at hand. When none fits, the shell goes on with file names.</summary>
public abstract class ListCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = new CompletedWord(wordToComplete);
        try
        {
            return [.. Values().Where(v => v.Text.Length > 0 && word.Matches(v.Text)).Select(v => CompletedWord.Answer(v.Text, v.Detail))];
        }
        catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
        {
            // Somebody who types wants no error; the command itself reports it.
            return [];
        }
    }

    /// <summary>What there is to choose from.</summary>
    private protected abstract IEnumerable<StoreName> Values();
}
