using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>The about topics, found by Get-Help, and README: true to the cmdlets they name.</summary>
public sealed partial class HelpTopicTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public static TheoryData<string> Topics => [.. Directory.GetFiles(Path.Combine(Repository.Root, "en-US"), "about_*.help.txt").Select(f => Path.GetFileName(f).Replace(".help.txt", string.Empty, StringComparison.Ordinal))];

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("about_DicomNodes")]
    [InlineData("about_DeidCohorts")]
    public void There_is_a_topic(string topic) => Assert.True(File.Exists(PathOf(topic)));

    [Theory]
    [MemberData(nameof(Topics))]
    public void Get_Help_finds_the_topic(string topic)
    {
        var result = _session.Run("\"$(Get-Help $args[0])\"", topic);
        Assert.Empty(result.Errors);
        var text = Assert.Single(result.Output).ToString();
        Assert.Contains(topic, text, StringComparison.Ordinal);
        Assert.Contains("SHORT DESCRIPTION", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Lines_of_code_parse_and_name_cmdlets_and_parameters_there_are(string topic)
    {
        var lines = File.ReadAllLines(PathOf(topic));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
        var code = string.Join('\n', lines.Where(l => CodeLine().IsMatch(l)));
        var ours = Ours();
        Assert.True(Check(code, ours) > 0);

        // SEE ALSO lists cmdlets only.
        Assert.All(lines.SkipWhile(l => l != "SEE ALSO").Skip(1).Where(l => l.Length > 0), l => Assert.Contains(l.Trim(), ours.Keys));
    }

    [Theory]
    [InlineData("Get-DeidRequest", "State", "Reason", "Evidence")]
    [InlineData("Get-DeidIngestionStatus", "Status", "Reason", "Evidence")]
    public void The_topic_about_cohorts_explains_every_state_and_reason(string cmdlet, params string[] properties)
    {
        var text = File.ReadAllText(PathOf("about_DeidCohorts"));
        var type = ((CommandInfo)_session.Run("Get-Command $args[0]", cmdlet).Output[0].BaseObject).OutputType[0].Type;
        foreach (var name in properties.SelectMany(p => Enum.GetNames(type.GetProperty(p)!.PropertyType)))
        {
            Assert.Matches($@"(?m)^        (.*, )?{name}\b", text);
        }
    }

    [Fact]
    public void Code_of_the_readme_parses_and_names_cmdlets_and_parameters_there_are()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var ours = Ours();
        var blocks = CodeBlock().Matches(readme).Select(m => m.Groups[1].Value).ToList();
        Assert.InRange(blocks.Count, 4, 20);
        Assert.All(blocks, block => Assert.True(Check(block, ours) > 0, block));

        // What stands in a sentence: a cmdlet with its parameters, also over the end of a line.
        var inline = InlineCode().Matches(CodeBlock().Replace(readme, string.Empty)).Select(m => m.Groups[1].Value.ReplaceLineEndings(" "));
        Assert.InRange(inline.Sum(code => Check(code, ours)), 50, 500);
    }

    /// <summary>Parses code.</summary>
    /// <returns>How many cmdlets of ours it names.</returns>
    private static int Check(string code, Dictionary<string, CommandInfo> ours)
    {
        var tree = Parser.ParseInput(code, out _, out var errors);
        Assert.True(errors.Length == 0, $"{code}: {string.Join("; ", errors.Select(e => e.Message))}");
        var named = tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Where(c => c.GetCommandName() is { } name && ours.ContainsKey(name)).ToList();
        foreach (var command in named)
        {
            var parameters = ours[command.GetCommandName()].Parameters;
            Assert.All(command.CommandElements.OfType<CommandParameterAst>(), p => Assert.True(parameters.ContainsKey(p.ParameterName), $"{command}: -{p.ParameterName}"));
        }

        return named.Count;
    }

    private static string PathOf(string topic) => Path.Combine(Repository.Root, "en-US", topic + ".help.txt");

    private Dictionary<string, CommandInfo> Ours() => _session.Run("Get-Command -Module DeidPS").Output.Select(o => (CommandInfo)o.BaseObject).ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>A cmdlet or a variable, indented as code is; columns of tables begin with other words or further to the right.</summary>
    [GeneratedRegex(@"^ {8,12}(\$|[A-Z][a-z]+-[A-Z])")]
    private static partial Regex CodeLine();

    [GeneratedRegex("```powershell\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    /// <summary>From a cmdlet's name to the end of the code; names that are only begun, such as `Grant-`, are none.</summary>
    [GeneratedRegex("`([A-Z][a-z]+-[A-Z][A-Za-z]+[^`]*)`", RegexOptions.Singleline)]
    private static partial Regex InlineCode();
}
