using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace DeidPS.Host;

/// <summary>
/// Writes results to standard output and everything else (errors, warnings, verbose, progress) to standard error, so that a
/// redirected run yields clean output. Colours and the progress line appear on a terminal only.
/// </summary>
internal sealed class ConsoleUserInterface : PSHostUserInterface
{
    private readonly Lock _lock = new();
    private readonly ConsoleRawUserInterface _rawUserInterface = new();
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly bool _isTerminal;
    private int _progressWidth;

    /// <summary>Writes to the process's console.</summary>
    public ConsoleUserInterface()
    {
        _output = Console.Out;
        _error = Console.Error;
        _isTerminal = !Console.IsErrorRedirected;
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI => _rawUserInterface;

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <inheritdoc/>
    public override void Write(string value) => WriteTo(_output, value);

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        WriteTo(_output, value, Console.IsOutputRedirected ? null : foregroundColor);

    /// <inheritdoc/>
    public override void WriteLine(string value) => WriteTo(_output, value + Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => WriteMessage(value, ConsoleColor.Red);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteMessage("DEBUG: " + message, ConsoleColor.DarkGray);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteMessage("VERBOSE: " + message, ConsoleColor.DarkCyan);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteMessage("WARNING: " + message, ConsoleColor.Yellow);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (!_isTerminal)
        {
            return;
        }

        lock (_lock)
        {
            ClearProgress();
            if (record.RecordType == ProgressRecordType.Completed)
            {
                return;
            }

            var percent = record.PercentComplete >= 0 ? string.Create(CultureInfo.InvariantCulture, $" {record.PercentComplete} %") : string.Empty;
            var rest = record.SecondsRemaining >= 0 ? string.Create(CultureInfo.InvariantCulture, $", {record.SecondsRemaining} s left") : string.Empty;
            var line = $"{record.Activity}: {record.StatusDescription}{percent}{rest}";
            var width = Math.Max(10, _rawUserInterface.BufferSize.Width - 1);
            line = line.Length > width ? line[..width] : line;
            _error.Write(line + "\r");
            _error.Flush();
            _progressWidth = line.Length;
        }
    }

    /// <summary>Shows an error: the command, what happened, and what to do about it.</summary>
    public void WriteError(ErrorRecord error)
    {
        var command = error.InvocationInfo?.MyCommand?.Name;
        var message = error.ErrorDetails?.Message is { Length: > 0 } details ? details : error.Exception.Message;
        var text = new StringBuilder(string.IsNullOrEmpty(command) ? message : $"{command}: {message}");
        if (error.InvocationInfo is { ScriptLineNumber: > 0, ScriptName.Length: > 0 } position)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  at {position.ScriptName}:{position.ScriptLineNumber}");
        }

        if (error.ErrorDetails?.RecommendedAction is { Length: > 0 } action)
        {
            text.AppendLine().Append("  -> ").Append(action);
        }

        WriteErrorLine(text.ToString());
    }

    /// <inheritdoc/>
    public override string ReadLine() =>
        Console.In.ReadLine() ?? throw new PSInvalidOperationException("The input has ended; there is nobody to answer.");

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString()
    {
        var result = new SecureString();
        if (Console.IsInputRedirected)
        {
            foreach (var character in ReadLine())
            {
                result.AppendChar(character);
            }

            return result;
        }

        for (var key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            if (key.Key == ConsoleKey.Backspace && result.Length > 0)
            {
                result.RemoveAt(result.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                result.AppendChar(key.KeyChar);
            }
        }

        WriteLine(string.Empty);
        return result;
    }

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
    {
        WriteCaption(caption, message);
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in descriptions)
        {
            Write(field.Name + ": ");
            answers[field.Name] = field.ParameterTypeName == nameof(SecureString) ? PSObject.AsPSObject(ReadLineAsSecureString()) : PSObject.AsPSObject(ReadLine());
        }

        return answers;
    }

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteCaption(caption, message);
        var labels = choices.Select(choice => choice.Label.Replace("&", string.Empty, StringComparison.Ordinal)).ToList();
        var keys = choices.Select((choice, index) => KeyOf(choice.Label, labels[index])).ToList();
        while (true)
        {
            Write(string.Join("  ", labels.Select((label, index) => $"[{keys[index]}] {label}")) + ": ");
            var answer = ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            var chosen = keys.FindIndex(key => string.Equals(key, answer, StringComparison.OrdinalIgnoreCase));
            chosen = chosen >= 0 ? chosen : labels.FindIndex(label => string.Equals(label, answer, StringComparison.OrdinalIgnoreCase));
            if (chosen >= 0)
            {
                return chosen;
            }
        }
    }

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options)
    {
        WriteCaption(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write("Password: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    private static string KeyOf(string label, string plain)
    {
        var mark = label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < label.Length ? char.ToUpperInvariant(label[mark + 1]).ToString() : plain;
    }

    private void WriteCaption(string caption, string message)
    {
        foreach (var text in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(text))
            {
                WriteLine(text);
            }
        }
    }

    private void WriteMessage(string text, ConsoleColor color) => WriteTo(_error, text + Environment.NewLine, _isTerminal ? color : null);

    private void WriteTo(TextWriter writer, string text, ConsoleColor? color = null)
    {
        lock (_lock)
        {
            ClearProgress();
            if (color is { } value && SupportsVirtualTerminal)
            {
                Console.ForegroundColor = value;
            }

            writer.Write(text);
            if (color is not null && SupportsVirtualTerminal)
            {
                Console.ResetColor();
            }

            writer.Flush();
        }
    }

    private void ClearProgress()
    {
        if (_progressWidth > 0)
        {
            _error.Write(new string(' ', _progressWidth) + "\r");
            _progressWidth = 0;
        }
    }
}
