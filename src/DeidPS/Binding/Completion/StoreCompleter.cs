using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DeidPS.Store.Names;

namespace DeidPS;

/// <summary>
/// Base of completers that look into the store that -Store names, else the environment variable DEIDPS_STORE: what the account may see there, and nothing when the
/// store does not answer at once. Nothing is written, asked or reported: the command itself reports what is wrong.
/// </summary>
public abstract class StoreCompleter : IArgumentCompleter
{
    /// <summary>Answers at most: more than anybody reads.</summary>
    private const int MostAnswers = 200;

    /// <summary>How long a console is held up at most. What takes longer goes on in the background, and the next attempt finds it warm.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = new TypedParameters(fakeBoundParameters);
        if (Folder(typed.One("Store") ?? Environment.GetEnvironmentVariable(StoreCmdlet.StoreVariable)) is not { } folder)
        {
            return [];
        }

        var word = new CompletedWord(wordToComplete);
        var look = Task.Run(() =>
        {
            using var names = StoreNames.Open(folder);
            return Values(names, typed, word.Start).Where(v => v.Text.Length > 0 && word.Matches(v.Text)).Take(MostAnswers).ToList();
        });
        Task.WaitAny([look], s_limit);
        return look.IsCompletedSuccessfully ? look.Result.Select(v => CompletedWord.Answer(v.Text, v.Detail)) : [];
    }

    /// <summary>What there is to choose from.</summary>
    /// <param name="names">Names in the store.</param>
    /// <param name="typed">What the line says already.</param>
    /// <param name="start">How the value begins.</param>
    private protected abstract IEnumerable<StoreName> Values(StoreNames names, TypedParameters typed, string start);

    private static string? Folder(string? path)
    {
        if (string.IsNullOrWhiteSpace(path) || Path.IsPathFullyQualified(path))
        {
            return string.IsNullOrWhiteSpace(path) ? null : path;
        }

        // Relative to where the shell is, which need not be the folder of the process.
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        try
        {
            return shell.AddScript("$ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($args[0])", useLocalScope: true).AddArgument(path).Invoke<string>().FirstOrDefault();
        }
        catch (RuntimeException)
        {
            // There is no such drive.
            return null;
        }
    }
}
