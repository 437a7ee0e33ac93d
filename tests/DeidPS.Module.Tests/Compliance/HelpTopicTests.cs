using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>The about topics, found by Get-Help: true to the cmdlets, values and files that they name.</summary>
public sealed partial class HelpTopicTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public static TheoryData<string> Topics => [.. Directory.GetFiles(Path.Combine(Repository.Root, "en-US"), "about_*.help.txt").Select(f => Path.GetFileName(f).Replace(".help.txt", string.Empty, StringComparison.Ordinal))];

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("about_DeidPS")]
    [InlineData("about_DeidProfiles")]
    [InlineData("about_DeidScripts")]
    [InlineData("about_DeidKeys")]
    [InlineData("about_DeidQuarantine")]
    [InlineData("about_DeidProof")]
    [InlineData("about_DeidStore")]
    [InlineData("about_DeidReceiver")]
    [InlineData("about_DeidCohorts")]
    [InlineData("about_DicomNodes")]
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
    public void Topic_has_the_sections_there_are_and_names_topics_and_files_there_are(string topic)
    {
        var text = File.ReadAllText(PathOf(topic));
        var sections = SectionLine().Matches(text).Select(m => m.Value).ToList();
        Assert.Equal(["TOPIC", "SHORT DESCRIPTION", "LONG DESCRIPTION"], sections.Take(3));
        Assert.Equal("SEE ALSO", sections[^1]);
        Assert.All(TopicName().Matches(text).Select(m => m.Value), named => Assert.True(File.Exists(PathOf(named)), named));
        DocumentedCode.CheckPaths(text);
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Lines_of_code_parse_and_name_cmdlets_and_parameters_there_are(string topic)
    {
        var lines = File.ReadAllLines(PathOf(topic));

        // Code may be longer than text.
        Assert.All(lines, line => Assert.InRange(line.Length, 0, line.StartsWith("        ", StringComparison.Ordinal) ? 120 : 100));
        var code = string.Join('\n', lines.Where(l => CodeLine().IsMatch(l)));
        var ours = DocumentedCode.Cmdlets(_session);
        Assert.True(DocumentedCode.Check(code, ours) > 0);

        // SEE ALSO lists cmdlets only.
        Assert.All(lines.SkipWhile(l => l != "SEE ALSO").Skip(1).Where(l => l.Length > 0), l => Assert.Contains(l.Trim(), ours.Keys));

        // In sentences: whatever is called as ours are is one of them.
        Assert.All(Named().Matches(string.Join('\n', lines)).Select(m => m.Value), name => Assert.Contains(name, ours.Keys));
    }

    [Theory]
    [InlineData("Get-DeidRequest", "State", "Reason", "Evidence")]
    [InlineData("Get-DeidIngestionStatus", "Status", "Reason", "Evidence")]
    public void The_topic_about_cohorts_explains_every_state_and_reason(string cmdlet, params string[] properties)
    {
        var type = ((CommandInfo)_session.Run("Get-Command $args[0]", cmdlet).Output[0].BaseObject).OutputType[0].Type;
        AssertExplained("about_DeidCohorts", properties.SelectMany(p => Enum.GetNames(type.GetProperty(p)!.PropertyType)));
    }

    [Theory]
    [InlineData("about_DicomNodes", "DeidPS.Net.NodeCheckStatus")]
    [InlineData("about_DicomNodes", "DeidPS.Net.QueryStep")]
    [InlineData("about_DicomNodes", "DeidPS.Net.RetrieveEvidence")]
    [InlineData("about_DicomNodes", "DeidPS.RetrievalStatus")]
    [InlineData("about_DicomNodes", "DeidPS.SendStatus")]
    [InlineData("about_DicomNodes", "DeidPS.SendReason")]
    [InlineData("about_DeidCohorts", "DeidPS.Store.Requests.QueueState")]
    [InlineData("about_DeidCohorts", "DeidPS.Store.Requests.PacsComparisonStatus")]
    [InlineData("about_DeidProof", "DeidPS.Deid.Proof.FindingConfidence")]
    [InlineData("about_DeidProof", "DeidPS.Deid.Proof.DataSeverity")]
    [InlineData("about_DeidProof", "DeidPS.Deid.Proof.FindingRule")]
    [InlineData("about_DeidProof", "DeidPS.Dicom.HeaderChange")]
    [InlineData("about_DeidScripts", "DeidPS.Deid.DicomEdit.ScriptSeverity")]
    [InlineData("about_DeidQuarantine", "DeidPS.Deid.Files.AnonymiseStatus")]
    [InlineData("about_DeidQuarantine", "DeidPS.Deid.Files.AnonymiseReason")]
    [InlineData("about_DeidQuarantine", "DeidPS.Deid.Policies.HeldCase")]
    [InlineData("about_DeidProfiles", "DeidPS.Deid.Profile.ProfileOptions")]
    [InlineData("about_DeidProfiles", "DeidPS.Deid.Profile.AttributeAction")]
    [InlineData("about_DeidProfiles", "DeidPS.Deid.Profile.LabelSource")]
    [InlineData("about_DeidKeys", "DeidPS.Deid.Pseudonyms.PseudonymKind")]
    [InlineData("about_DeidReceiver", "DeidPS.ReceiverState")]
    [InlineData("about_DeidReceiver", "DeidPS.Net.ListenerEventKind")]
    [InlineData("about_DeidReceiver", "DeidPS.Store.Prearchive.PushedStatus")]
    [InlineData("about_DeidReceiver", "DeidPS.Store.Ingest.RoutingTarget")]
    [InlineData("about_DeidReceiver", "DeidPS.Store.Ingest.RoutingOutcome")]
    [InlineData("about_DeidReceiver", "DeidPS.Store.Ingest.ProjectReason")]
    [InlineData("about_DeidStore", "DeidPS.Store.Prearchive.EntryState")]
    [InlineData("about_DeidStore", "DeidPS.Store.Prearchive.EntryFlags")]
    [InlineData("about_DeidStore", "DeidPS.Store.Prearchive.ConflictCode")]
    [InlineData("about_DeidStore", "DeidPS.Store.Prearchive.ArrivalEvidence")]
    [InlineData("about_DeidStore", "DeidPS.Store.Projects.OptOutRule")]
    [InlineData("about_DeidStore", "DeidPS.Store.Projects.ArchiveStatus")]
    [InlineData("about_DeidStore", "DeidPS.Store.Projects.PrearchiveMode")]
    [InlineData("about_DeidStore", "DeidPS.Store.Projects.SessionState")]
    [InlineData("about_DeidStore", "DeidPS.Store.Projects.ShareState")]
    [InlineData("about_DeidStore", "DeidPS.Store.Checks.CheckState")]
    [InlineData("about_DeidStore", "DeidPS.Store.Access.ProjectRole")]
    [InlineData("about_DeidStore", "DeidPS.Store.Access.SiteRole")]
    [InlineData("about_DeidStore", "DeidPS.Store.Access.ProjectAccessibility")]
    [InlineData("about_DeidStore", "DeidPS.Store.Access.StoreAction")]
    [InlineData("about_DeidStore", "DeidPS.Store.Upkeep.StoreFindingKind")]
    [InlineData("about_DeidStore", "DeidPS.Store.Audit.AuditFindingKind")]
    public void The_topic_explains_every_value(string topic, string type) => AssertExplained(topic, Enum.GetNames(DocumentedCode.TypeOf(DocumentedCode.Cmdlets(_session), type)));

    /// <summary>What results say is explained in one topic or another; words of the standard, and settings that their parameters explain, need none.</summary>
    [Fact]
    public void Every_value_that_a_result_can_have_is_explained_somewhere()
    {
        string[] known = ["DicomVR", "QueryLevel", "QueryModel", "RetrieveMethod", "CatalogKind", "ProjectState", "DeletionScope", "ExportStatus", "RoutingError", "DicomImageFormat"];
        var properties = DocumentedCode.Cmdlets(_session).Values.SelectMany(c => c.OutputType).Select(o => o.Type).OfType<Type>().Distinct().SelectMany(t => t.GetProperties());
        var values = properties.SelectMany(p => p.PropertyType.IsGenericType ? p.PropertyType.GetGenericArguments() : [p.PropertyType]).Select(t => t.GetElementType() ?? t)
            .Where(t => t.IsEnum && t.FullName!.StartsWith("DeidPS", StringComparison.Ordinal) && !known.Contains(t.Name)).Distinct().ToList();
        Assert.InRange(values.Count, 20, 100);
        var texts = Directory.GetFiles(Path.Combine(Repository.Root, "en-US")).Select(File.ReadAllText).ToList();
        Assert.All(values, type => Assert.Contains(texts, text => Enum.GetNames(type).All(name => Regex.IsMatch(text, Row(name)))));
    }

    [Fact]
    public void The_topic_about_scripts_explains_every_function()
    {
        var table = DocumentedCode.TypeOf(DocumentedCode.Cmdlets(_session), "DeidPS.Deid.DicomEdit.Functions.FunctionTable");
        var names = (IEnumerable<string>)table.GetProperty("Names", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

        // Several may share a line, the second behind the first. Examples do not count.
        var text = Regex.Match(File.ReadAllText(PathOf("about_DeidScripts")), @"(?s)\n  Functions\n(.*?)\n  \w").Groups[1].Value;
        Assert.InRange(names.Count(), 30, 60);
        Assert.All(names, name => Assert.Matches($@"(?m)^        (\w+, )?{name}\b", text));
    }

    [Fact]
    public void The_topic_about_profiles_explains_every_setting_of_a_policy()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "module", "policies", "policy.schema.json")));
        var steps = schema.RootElement.GetProperty("$defs").EnumerateObject().Where(d => d.Name.EndsWith("Step", StringComparison.Ordinal)).Select(d => d.Value);
        var settings = steps.Prepend(schema.RootElement).SelectMany(o => o.GetProperty("properties").EnumerateObject()).Select(p => p.Name).Distinct().ToList();
        Assert.InRange(settings.Count, 15, 40);
        AssertExplained("about_DeidProfiles", settings.Select(Regex.Escape));
        Assert.All(schema.RootElement.GetProperty("$defs").GetProperty("dates").GetProperty("properties").EnumerateObject(), p => Assert.Contains(p.Name, File.ReadAllText(PathOf("about_DeidProfiles")), StringComparison.Ordinal));
    }

    /// <summary>Policies and scripts that topics show are ones that Test-DeidPolicy accepts without a finding.</summary>
    [Theory]
    [InlineData("about_DeidProfiles", 1, 0)]
    [InlineData("about_DeidScripts", 1, 2)]
    public void Policies_and_scripts_that_are_shown_are_valid(string topic, int policies, int scripts)
    {
        var text = File.ReadAllText(PathOf(topic));
        var folder = Directory.CreateTempSubdirectory("deidps-topic-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "our-rules.das"), "version \"6.7\"\n-(0010,1040)\n");
            var shown = PolicyText().Matches(text).Select(m => (Name: "shown.json", m.Value)).Concat(ScriptText().Matches(text).Select(m => (Name: "shown.das", m.Value))).ToList();
            Assert.Equal((policies, scripts), (shown.Count(s => s.Name == "shown.json"), shown.Count(s => s.Name == "shown.das")));
            foreach (var (name, value) in shown)
            {
                var path = Path.Combine(folder, name);
                File.WriteAllText(path, value);
                var result = _session.Run("Test-DeidPolicy $args[0]", path);
                Assert.Empty(result.Errors);
                Assert.Empty(result.Output);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertExplained(string topic, IEnumerable<string> names)
    {
        // A row of a table, or one that explains several at once.
        var text = File.ReadAllText(PathOf(topic));
        Assert.All(names, name => Assert.Matches(Row(name), text));
    }

    private static string Row(string name) => $@"(?m)^        (.*, )?{name}(?!\w)";

    private static string PathOf(string topic) => Path.Combine(Repository.Root, "en-US", topic + ".help.txt");

    /// <summary>A cmdlet or a variable, indented as code is; columns of tables begin with other words or further to the right.</summary>
    [GeneratedRegex(@"^ {8,12}(\$|[A-Z][a-z]+-[A-Z])")]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"(?m)^[A-Z][A-Z ]+$")]
    private static partial Regex SectionLine();

    [GeneratedRegex(@"\babout_\w+")]
    private static partial Regex TopicName();

    /// <summary>A cmdlet of ours by its noun, whole: not one that goes on in the next line.</summary>
    [GeneratedRegex(@"\b[A-Z][a-z]+-(Deid|Dicom)[A-Za-z]+\b")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?ms)^        \{$.*?^        \}$")]
    private static partial Regex PolicyText();

    [GeneratedRegex(@"(?m)^        version ""[^\n]*(\n        [^\n]+)+")]
    private static partial Regex ScriptText();
}
