using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>What conventions ask of every cmdlet.</summary>
public sealed class CmdletComplianceTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly List<CmdletInfo> _cmdlets;

    public CmdletComplianceTests() =>
        _cmdlets = [.. _session.Run("Get-Command -Module DeidPS -CommandType Cmdlet").Output.Select(o => (CmdletInfo)o.BaseObject)];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Manifest_lists_exactly_the_cmdlets_and_aliases_there_are()
    {
        var manifest = _session.Run("Import-Module Microsoft.PowerShell.Core; $tokens = $null; [System.Management.Automation.Language.Parser]::ParseFile($args[0], [ref]$tokens, [ref]$null).Find({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $false).SafeGetValue()", Repository.Manifest);
        var table = (System.Collections.Hashtable)manifest.Output[^1].BaseObject;
        var listed = ((object[])table["CmdletsToExport"]!).Cast<string>().Order(StringComparer.Ordinal);
        var assembly = _cmdlets[0].ImplementingType.Assembly;
        var present = assembly.GetExportedTypes().Select(t => t.GetCustomAttribute<CmdletAttribute>()).OfType<CmdletAttribute>().Select(a => $"{a.VerbName}-{a.NounName}").Order(StringComparer.Ordinal);
        Assert.Equal(listed, present);
        Assert.Equal(listed, _cmdlets.Select(c => c.Name).Order(StringComparer.Ordinal));
        var aliases = ((object[])table["AliasesToExport"]!).Cast<string>();
        Assert.Equal(aliases, _session.Run("Get-Command -Module DeidPS -CommandType Alias").Values("Name"));
    }

    [Fact]
    public void Verbs_are_approved()
    {
        var approved = typeof(VerbsCommon).Assembly.GetExportedTypes()
            .Where(t => t.Namespace == "System.Management.Automation" && t.Name.StartsWith("Verbs", StringComparison.Ordinal) && t.IsAbstract && t.IsSealed)
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(f => (string)f.GetValue(null)!).ToHashSet();
        Assert.NotEmpty(_cmdlets);
        Assert.All(_cmdlets, c => Assert.Contains(c.Verb, approved));
    }

    [Fact]
    public void Classes_are_sealed_named_after_the_cmdlet_and_in_their_namespace()
    {
        Assert.All(_cmdlets, c =>
        {
            Assert.True(c.ImplementingType.IsSealed, c.Name);
            Assert.Equal("DeidPS.Commands", c.ImplementingType.Namespace);
            Assert.Equal(c.Verb + c.Noun + "Command", c.ImplementingType.Name);
            Assert.NotEmpty(c.OutputType);
        });
    }

    [Fact]
    public void At_most_two_parameters_have_a_position_and_at_most_four_sets_exist()
    {
        Assert.All(_cmdlets, c =>
        {
            Assert.InRange(c.ParameterSets.Count, 1, 4);
            Assert.All(c.ParameterSets, set => Assert.InRange(set.Parameters.Count(p => p.Position >= 0), 0, 2));
        });
    }

    [Fact]
    public void Parameters_and_outputs_show_no_type_of_a_dependency()
    {
        static bool IsOurs(Assembly assembly) => assembly.GetName().Name is { } name
            && (name.StartsWith("DeidPS", StringComparison.Ordinal) || name is "System.Management.Automation" || name.StartsWith("System.", StringComparison.Ordinal));
        Assert.All(_cmdlets, c =>
        {
            Assert.All(c.Parameters.Values, p => Assert.True(IsOurs(p.ParameterType.Assembly), $"{c.Name} -{p.Name}: {p.ParameterType}"));
            Assert.All(c.OutputType, o => Assert.True(o.Type is null || IsOurs(o.Type.Assembly), $"{c.Name}: {o.Name}"));
        });
    }

    [Fact]
    public void Every_cmdlet_and_parameter_has_its_comment_and_two_examples()
    {
        var members = XDocument.Load(Path.Combine(Repository.Root, "src", "DeidPS", "bin", Repository.Configuration, "net10.0", "DeidPS.xml"))
            .Descendants("member").ToDictionary(m => (string)m.Attribute("name")!);
        foreach (var type in _cmdlets.Select(c => c.ImplementingType))
        {
            var comment = members["T:" + type.FullName];
            Assert.False(string.IsNullOrWhiteSpace(comment.Element("summary")?.Value), type.Name);
            Assert.False(string.IsNullOrWhiteSpace(comment.Element("remarks")?.Value), type.Name);
            Assert.True(comment.Elements("example").Count() >= 2, type.Name + " needs two examples");
            Assert.All(comment.Elements("example"), e =>
            {
                Assert.False(string.IsNullOrWhiteSpace((e.Element("title") ?? e.Element("summary"))?.Value), $"{type.Name}: an example without a title");
                Assert.All(new[] { "code", "para" }, part => Assert.False(string.IsNullOrWhiteSpace(e.Element(part)?.Value), $"{type.Name}: {part}"));
            });
            foreach (var property in type.GetProperties().Where(p => p.GetCustomAttributes<ParameterAttribute>().Any()))
            {
                var owner = property.DeclaringType!.IsGenericType ? property.DeclaringType.GetGenericTypeDefinition() : property.DeclaringType;
                var summary = members[$"P:{owner.FullName}.{property.Name}"].Element("summary")?.Value.Trim();
                Assert.True(summary is { Length: > 20 } && summary.EndsWith('.'), $"{type.Name}.{property.Name} needs a full sentence");
            }
        }
    }

    [Fact]
    public void Every_output_type_has_a_view()
    {
        var views = XDocument.Load(Path.Combine(Repository.Root, "module", "DeidPS.Format.ps1xml")).Descendants("TypeName").Select(t => (string?)t.Value).ToHashSet();
        var outputs = _cmdlets.SelectMany(c => c.OutputType).Select(o => o.Type).Where(t => t.Namespace!.StartsWith("DeidPS", StringComparison.Ordinal));
        Assert.All(outputs, type => Assert.Contains(type.FullName, views));
    }

    [Fact]
    public void Views_have_at_most_six_columns_and_no_escape_code()
    {
        var path = Path.Combine(Repository.Root, "module", "DeidPS.Format.ps1xml");
        Assert.DoesNotContain('\u001b', File.ReadAllText(path));
        Assert.All(XDocument.Load(path).Descendants("TableHeaders"), table => Assert.InRange(table.Elements().Count(), 1, 6));
    }

    [Fact]
    public void Identifiers_of_a_request_are_listed_last_and_only_where_there_are_some()
    {
        var list = XDocument.Load(Path.Combine(Repository.Root, "module", "DeidPS.Format.ps1xml")).Descendants("View").Single(v => (string?)v.Element("Name") == "DeidRequestList").Descendants("ListItem").ToList();
        var properties = _cmdlets.Single(c => c.Name == "Get-DeidRequest").OutputType[0].Type.GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal);
        Assert.Equal(properties, list.Select(i => i.Element("PropertyName")!.Value).Order(StringComparer.Ordinal));
        var conditional = list.SkipWhile(i => i.Element("ItemSelectionCondition") is null).ToList();
        Assert.Equal(["Series", "PatientID", "AccessionNumber", "StudyDate", "StudyID", "StudyInstanceUID", "StudyDescription"], conditional.Select(i => i.Element("PropertyName")!.Value));
        Assert.All(conditional, i => Assert.Equal(i.Element("PropertyName")!.Value, i.Element("ItemSelectionCondition")?.Value));
    }

    [Fact]
    public void Every_cmdlet_has_a_Pester_file()
    {
        Assert.All(_cmdlets, c => Assert.True(File.Exists(Path.Combine(Repository.Root, "tests", "Pester", c.Name + ".Tests.ps1")), c.Name));
    }
}
