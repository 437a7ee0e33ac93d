using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>What Get-Help says of the cmdlets, made by the build from their comments.</summary>
public sealed partial class HelpTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Get_Help_tells_everything_about_every_cmdlet()
    {
        var cmdlets = _session.Run("Get-Command -Module DeidPS -CommandType Cmdlet").Output.Select(o => (CmdletInfo)o.BaseObject).ToList();
        Assert.NotEmpty(cmdlets);
        foreach (var cmdlet in cmdlets)
        {
            var help = Help(cmdlet.Name);
            Assert.True(Text(help, "Synopsis").Length > 10 && !Text(help, "Synopsis").Contains('[', StringComparison.Ordinal), cmdlet.Name);
            Assert.True(Text(help, "description").Length > 40, cmdlet.Name + ": description");
            Assert.True(Items(Of(help, "examples"), "example").Count >= 2, cmdlet.Name + ": examples");
            Assert.NotEmpty(Items(Of(help, "returnValues"), "returnValue"));
            Assert.Equal(cmdlet.ParameterSets.Count, Items(Of(help, "syntax"), "syntaxItem").Count);
            var parameters = Items(Of(help, "parameters"), "parameter").ToDictionary(p => Text(p, "name"));
            Assert.Equal(cmdlet.Parameters.Keys.Except(Cmdlet.CommonParameters).Order(), parameters.Keys.Order());
            Assert.All(parameters, p => Assert.True(Text(p.Value, "description").Length > 20, $"{cmdlet.Name} -{p.Key}"));
        }
    }

    [Fact]
    public void Lines_of_an_example_stand_below_each_other()
    {
        var code = Text(Items(Of(Help("Start-DicomReceiver"), "examples"), "example")[3], "code").Split('\n');
        Assert.StartsWith("Start-DicomReceiver -Port 8104 -Wait -ScriptBlock {", code[0], StringComparison.Ordinal);
        Assert.Equal("    param($object)", code[1]);
        Assert.Equal("}", code[^1]);
    }

    [Theory]
    [InlineData("Get-DeidRequest", "State", "Planned")]
    [InlineData("Invoke-Anonymise", "Option", "RetainPatientCharacteristics")]
    public void Parameters_with_a_few_values_list_them(string cmdlet, string parameter, string value)
    {
        Assert.Contains(value, Text(Items(Of(Help(cmdlet), "parameters"), "parameter").Single(p => Text(p, "name") == parameter), "description"), StringComparison.Ordinal);
    }

    /// <summary>There is one language: whoever has another sees it, not the bare syntax.</summary>
    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Help_is_found_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            Assert.StartsWith("Moves studies", Text(Help("Move-ToProject"), "Synopsis"), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void The_tables_of_the_readme_say_what_the_comments_say()
    {
        var help = XDocument.Load(Path.Combine(Repository.Bin, "en-US", "DeidPS.dll-Help.xml")).Descendants().Where(e => e.Name.LocalName == "details")
            .Select(d => ((string)d.Elements().First(), d.Elements().Last().Value.Trim())).Order();
        var rows = ReadmeRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Select(m => (m.Groups[1].Value, m.Groups[2].Value.Replace("\\|", "|", StringComparison.Ordinal))).Order();
        Assert.Equal(help, rows);
    }

    private PSObject Help(string cmdlet)
    {
        var result = _session.Run("Get-Help $args[0]", cmdlet);
        Assert.Empty(result.Errors);
        return Assert.Single(result.Output);
    }

    private static PSObject Of(PSObject parent, string property) => (PSObject)parent.Properties[property].Value;

    private static List<PSObject> Items(PSObject parent, string property) => parent.Properties[property]?.Value switch
    {
        PSObject[] many => [.. many],
        object one => [PSObject.AsPSObject(one)],
        null => [],
    };

    /// <summary>A text, whether one string or paragraphs.</summary>
    private static string Text(PSObject parent, string property) => parent.Properties[property].Value switch
    {
        PSObject[] paragraphs => string.Join(' ', paragraphs.Select(p => p.Properties["Text"].Value)).Trim(),
        PSObject { BaseObject: Array paragraphs } => string.Join(' ', paragraphs.Cast<object>().Select(p => PSObject.AsPSObject(p).Properties["Text"].Value)).Trim(),
        var value => value.ToString()!.Trim(),
    };

    [GeneratedRegex(@"^\| `([A-Za-z]+-[A-Za-z]+)` \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex ReadmeRow();
}
