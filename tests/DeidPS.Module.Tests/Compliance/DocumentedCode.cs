using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>What documents say in code, and the names they give, held against the module as it is staged.</summary>
internal static partial class DocumentedCode
{
    /// <summary>The module's cmdlets by name.</summary>
    public static Dictionary<string, CommandInfo> Cmdlets(ModuleSession session)
    {
        // Where the binder looks commands up.
        Runspace.DefaultRunspace = session.Runspace;
        return session.Run("Get-Command -Module DeidPS").Output.Select(o => (CommandInfo)o.BaseObject).ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Parses code and looks up what it names.</summary>
    /// <returns>How many cmdlets of ours it names.</returns>
    public static int Check(string code, Dictionary<string, CommandInfo> ours)
    {
        var tree = Parser.ParseInput(code, out _, out var errors);
        Assert.True(errors.Length == 0, $"{code}: {string.Join("; ", errors.Select(e => e.Message))}");
        var named = tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Where(c => c.GetCommandName() is { } name && ours.ContainsKey(name)).ToList();
        foreach (var command in named)
        {
            var parameters = ours[command.GetCommandName()].Parameters;
            Assert.All(command.CommandElements.OfType<CommandParameterAst>(), p => Assert.True(parameters.ContainsKey(p.ParameterName), $"{command}: -{p.ParameterName}"));

            // What stands without a parameter's name has a place too. A sentence may name a parameter without its value.
            var misplaced = StaticParameterBinder.BindCommand(command, resolve: true).BindingExceptions.Values.Where(e => e.CommandElement != command.CommandElements[0] && e.CommandElement is not VariableExpressionAst { Splatted: true });
            Assert.All(misplaced, e => Assert.Fail($"{command}: {e.BindingException.Message}"));
        }

        return named.Count;
    }

    /// <summary>Code blocks of a language in a document.</summary>
    public static List<string> Blocks(string markdown, string language) => [.. Block().Matches(markdown).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value)];

    /// <summary>Checks what stands in sentences: a cmdlet with its parameters, also over the end of a line.</summary>
    /// <returns>How many cmdlets of ours they name.</returns>
    public static int CheckSentences(string markdown, Dictionary<string, CommandInfo> ours)
    {
        var inline = InlineCommand().Matches(Block().Replace(markdown, string.Empty)).Select(m => m.Groups[1].Value.ReplaceLineEndings(" ")).ToList();

        // A name alone is not checked by the parser: it takes any word for a program.
        Assert.All(inline.Where(code => Verbs().IsMatch(code)), code => Assert.Contains(CommandName().Match(code).Value, ours.Keys));
        return inline.Sum(code => Check(code, ours));
    }

    /// <summary>Checks that the files and folders which a text names are in the clone. Those of the reader's own are written with ./ or another beginning.</summary>
    /// <returns>How many there are.</returns>
    public static int CheckPaths(string text)
    {
        var paths = ClonePath().Matches(text).Select(m => m.Value.TrimEnd('.', '/')).Distinct(StringComparer.Ordinal).ToList();
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
        return paths.Count;
    }

    /// <summary>An enumeration of the module's own assemblies, as users meet it behind the load context.</summary>
    public static Type TypeOf(Dictionary<string, CommandInfo> ours, string name)
    {
        var context = AssemblyLoadContext.GetLoadContext(((CmdletInfo)ours["Invoke-Anonymise"]).ImplementingType.Assembly)!;
        return new[] { "DeidPS", "DeidPS.Store", "DeidPS.Deid", "DeidPS.Net", "DeidPS.Dicom" }.Select(a => context.LoadFromAssemblyName(new(a)).GetType(name)).OfType<Type>().First();
    }

    [GeneratedRegex("```(\\w*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>From a cmdlet's name to the end of the code; names that are only begun, such as `Grant-`, are none.</summary>
    [GeneratedRegex("`([A-Z][a-z]+-[A-Z][A-Za-z]+[^`]*)`", RegexOptions.Singleline)]
    private static partial Regex InlineCommand();

    /// <summary>Cmdlets whose noun says that they are ours.</summary>
    [GeneratedRegex("^[A-Z][a-z]+-(Deid|Dicom)")]
    private static partial Regex Verbs();

    [GeneratedRegex("^[A-Za-z-]+")]
    private static partial Regex CommandName();

    /// <summary>A path of the clone: below one of its folders, or a document at its root.</summary>
    [GeneratedRegex(@"(?<![\w./\\<-])((src|tests|module|examples|en-US|\.ci)/[\w./-]*\w|[A-Z]+\.md|LICENSE|DeidPS\.(psd1|sln)|build\.ps1|Directory\.[A-Z]\w+\.(props|targets)|global\.json)(?![\w*<{])")]
    private static partial Regex ClonePath();
}
