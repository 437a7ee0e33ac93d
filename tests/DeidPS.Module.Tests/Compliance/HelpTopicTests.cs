using System.Management.Automation;
using System.Management.Automation.Language;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>The about topics: found by Get-Help, and true to the cmdlets they name.</summary>
public sealed class HelpTopicTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public static TheoryData<string> Topics => [.. Directory.GetFiles(Path.Combine(Repository.Root, "en-US"), "about_*.help.txt").Select(f => Path.GetFileName(f).Replace(".help.txt", string.Empty, StringComparison.Ordinal))];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void There_is_a_topic_about_nodes() => Assert.True(File.Exists(Path.Combine(Repository.Root, "en-US", "about_DicomNodes.help.txt")));

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
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "en-US", topic + ".help.txt"));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
        var code = string.Join('\n', lines.Where(l => l.StartsWith("        ", StringComparison.Ordinal) && (l.Contains('-', StringComparison.Ordinal) && l.TrimStart()[0] is >= 'A' and <= 'Z' or '$')));
        var tree = Parser.ParseInput(code, out _, out var errors);
        Assert.Empty(errors);
        var ours = _session.Run("Get-Command -Module DeidPS").Output.Select(o => (CommandInfo)o.BaseObject).ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        var named = tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Where(c => ours.ContainsKey(c.GetCommandName())).ToList();
        Assert.NotEmpty(named);
        foreach (var command in named)
        {
            Assert.All(command.CommandElements.OfType<CommandParameterAst>(), p => Assert.Contains(p.ParameterName, ours[command.GetCommandName()].Parameters.Keys));
        }

        // SEE ALSO lists cmdlets only.
        Assert.All(lines.SkipWhile(l => l != "SEE ALSO").Skip(1).Where(l => l.Length > 0), l => Assert.Contains(l.Trim(), ours.Keys));
    }
}
