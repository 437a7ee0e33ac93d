using System.Management.Automation;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Completion;

/// <summary>What the Tab key would offer.</summary>
internal static class Completions
{
    /// <summary>Answers to a line with the cursor at its end.</summary>
    public static IReadOnlyList<CompletionResult> Of(ModuleSession session, string line)
    {
        using var shell = PowerShell.Create(session.Runspace);
        return CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches;
    }

    /// <summary>
    /// Texts of the answers that are values of parameters; where there are none, the shell offers files. On a machine that is busy with others the first look at a
    /// store may take longer than a console waits: who presses the key again gets the answer.
    /// </summary>
    public static IReadOnlyList<string> Texts(ModuleSession session, string line)
    {
        List<string> texts = [];
        for (var attempt = 0; attempt < 5 && texts.Count == 0; attempt++)
        {
            texts = [.. Of(session, line).Where(r => r.ResultType == CompletionResultType.ParameterValue).Select(r => r.CompletionText)];
        }

        return texts;
    }
}
