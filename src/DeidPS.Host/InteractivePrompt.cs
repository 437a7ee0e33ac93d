using System.Management.Automation.Language;
using System.Text;

namespace DeidPS.Host;

/// <summary>Reads commands line by line; a line that leaves a bracket or a quote open is continued on the next.</summary>
internal sealed class InteractivePrompt(HostSession session)
{
    /// <summary>Runs until <c>exit</c> or the end of the input.</summary>
    /// <returns>The process's exit code.</returns>
    public int Run()
    {
        while (!session.IsExiting && ReadCommand() is { } command)
        {
            if (command.Length > 0)
            {
                session.Execute(command);
            }
        }

        return session.Host.ExitCode ?? HostExitCode.Success;
    }

    private static string? ReadCommand()
    {
        var text = new StringBuilder();
        while (true)
        {
            if (!Console.IsInputRedirected)
            {
                Console.Out.Write(text.Length == 0 ? $"DeidPS {Environment.CurrentDirectory}> " : ">> ");
            }

            if (Console.In.ReadLine() is not { } line)
            {
                return text.Length == 0 ? null : text.ToString();
            }

            text.AppendLine(line);
            Parser.ParseInput(text.ToString(), out _, out var errors);
            if (!errors.Any(error => error.IncompleteInput))
            {
                return text.ToString().Trim();
            }
        }
    }
}
