using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace DeidPS.Host;

/// <summary>The command line of the host, understood.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Text">PowerShell text to run, or what was wrong with the command line.</param>
internal sealed partial record HostRequest(HostRequestKind Kind, string Text = "")
{
    /// <summary>The usage text.</summary>
    public const string Usage = """
        usage: DeidPS.Host <script.ps1> [arguments]   run a script with its parameters
               DeidPS.Host -Command <text>            run a command line
               DeidPS.Host                            read commands from a prompt
        """;

    /// <summary>Reads the arguments of the process.</summary>
    public static HostRequest Parse(IReadOnlyList<string> args)
    {
        if (args.Count == 0)
        {
            return new(HostRequestKind.Prompt);
        }

        return args[0].ToUpperInvariant() switch
        {
            "-HELP" or "--HELP" or "-H" or "-?" or "/?" => new(HostRequestKind.Help),
            "-COMMAND" or "--COMMAND" or "-C" => args.Count > 1
                ? new(HostRequestKind.Command, string.Join(' ', args.Skip(1)))
                : new(HostRequestKind.Invalid, "-Command needs the text to run."),
            "-FILE" or "--FILE" or "-F" => args.Count > 1
                ? ForFile(args[1], args.Skip(2))
                : new(HostRequestKind.Invalid, "-File needs the script to run."),
            var first when first.StartsWith('-') => new(HostRequestKind.Invalid, $"'{args[0]}' is not an option."),
            _ => ForFile(args[0], args.Skip(1)),
        };
    }

    private static HostRequest ForFile(string file, IEnumerable<string> arguments)
    {
        if (!file.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            return new(HostRequestKind.Invalid, $"'{file}' is not a .ps1 script.");
        }

        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            return new(HostRequestKind.Invalid, $"The script '{path}' does not exist.");
        }

        var text = new StringBuilder("& ").Append(Quote(path));
        foreach (var argument in arguments)
        {
            text.Append(' ').Append(ParameterName().IsMatch(argument) ? argument : Quote(argument));
        }

        return new(HostRequestKind.File, text.ToString());
    }

    /// <summary>PowerShell also ends a text at the quotes that word processors write, such as U+2019.</summary>
    private static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    /// <summary>-Name and -Name:$true are parameters as in a script; everything else is a literal value.</summary>
    [GeneratedRegex(@"^-[A-Za-z_]\w*(:(\$true|\$false|\$null)?)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ParameterName();
}
