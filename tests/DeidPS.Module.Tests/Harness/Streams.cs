using System.Management.Automation;
using System.Text.RegularExpressions;

namespace DeidPS.Module.Tests.Harness;

/// <summary>What a script says beside its output: errors, warnings, verbose and debug texts, information, progress.</summary>
internal static partial class Streams
{
    /// <summary>Runs a script; none of its messages may hold a mark.</summary>
    /// <returns>How many messages there were.</returns>
    public static int Check(ModuleSession session, IReadOnlyCollection<string> marks, string script, params object[] arguments)
    {
        using var shell = session.Shell(script, arguments);
        ErrorRecord? terminating = null;
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException exception)
        {
            terminating = exception.ErrorRecord;
        }

        var streams = shell.Streams;
        Assert.DoesNotContain(streams.Error.Concat(terminating is null ? [] : [terminating]), e => e.FullyQualifiedErrorId.StartsWith("PositionalParameterNotFound", StringComparison.Ordinal) || e.FullyQualifiedErrorId.StartsWith("NamedParameterNotFound", StringComparison.Ordinal));
        var messages = streams.Error.Concat(terminating is null ? [] : [terminating]).SelectMany(e => new[] { e.ToString(), e.Exception.ToString(), e.ErrorDetails?.Message, e.ErrorDetails?.RecommendedAction, e.TargetObject?.ToString() })
            .Concat(streams.Warning.Select(w => w.Message))
            .Concat(streams.Verbose.Select(v => v.Message))
            .Concat(streams.Debug.Select(d => d.Message))
            .Concat(streams.Information.Select(i => i.ToString()))
            .Concat(streams.Progress.Select(p => p.ToString()))
            .OfType<string>().Select(m => TestFolder().Replace(m, string.Empty)).ToList();
        Assert.All(messages, message => Assert.DoesNotContain(marks, mark => message.Contains(mark, StringComparison.Ordinal)));
        return messages.Count;
    }

    /// <summary>The folder of a test, whose random name may hold anything.</summary>
    [GeneratedRegex("deidps-[a-z]+-[A-Za-z0-9]+")]
    private static partial Regex TestFolder();
}
