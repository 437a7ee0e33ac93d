using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>The documents of the clone: true to the cmdlets, files, projects and ids that they name.</summary>
public sealed partial class DocumentTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    /// <param name="document">Path of the document.</param>
    /// <param name="blocks">Code blocks it has at least.</param>
    /// <param name="commands">Cmdlets it names at least.</param>
    /// <param name="paths">Files and folders of the clone it names at least.</param>
    [Theory]
    [InlineData("README.md", 4, 90, 10)]
    [InlineData("ARCHITECTURE.md", 0, 0, 20)]
    [InlineData("SECURITY.md", 1, 10, 1)]
    [InlineData("CONTRIBUTING.md", 0, 0, 20)]
    [InlineData("module/docs/policies.md", 0, 2, 0)]
    [InlineData("module/docs/dicom-conformance-statement.md", 1, 15, 0)]
    public void Code_of_a_document_parses_and_names_cmdlets_parameters_and_files_there_are(string document, int blocks, int commands, int paths)
    {
        var text = Read(document);
        var ours = DocumentedCode.Cmdlets(_session);
        var code = DocumentedCode.Blocks(text, "powershell");
        Assert.All(code, block => Assert.True(DocumentedCode.Check(block, ours) > 0, block));
        Assert.InRange(code.Count, blocks, 20);
        Assert.InRange(DocumentedCode.CheckSentences(text, ours) + code.Sum(block => DocumentedCode.Check(block, ours)), commands, 500);
        Assert.InRange(DocumentedCode.CheckPaths(text), paths, 200);
        Assert.All(Link().Matches(text).Select(m => m.Groups[1].Value), link => Assert.True(Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, link)), link));
    }

    [Fact]
    public void Architecture_draws_the_arrows_of_the_project_references()
    {
        var figure = Assert.Single(DocumentedCode.Blocks(Read("ARCHITECTURE.md"), string.Empty), b => b.Contains("DeidPS.Loader", StringComparison.Ordinal));
        var drawn = Arrow().Matches(figure).Select(m => (m.Groups[1].Value, m.Groups[2].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToArray()));
        var projects = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(p => (Path.GetFileNameWithoutExtension(p), References(p)));
        Assert.Equal(Lines(projects), Lines(drawn));

        static IEnumerable<string> Lines(IEnumerable<(string Name, string[] To)> arrows) => arrows.Select(a => $"{a.Name} → {string.Join(", ", a.To)}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Architecture_names_every_folder_of_the_source()
    {
        var text = Read("ARCHITECTURE.md");
        Assert.All(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(f => Path.GetFileName(f)), name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Security_names_no_address_to_write_to() => Assert.DoesNotMatch(@"\w@\w+\.\w", Read("SECURITY.md"));

    private static string[] References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/'))).Order(StringComparer.Ordinal)];

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    /// <summary>A link to a file; anchors and addresses of the network are none.</summary>
    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();

    /// <summary>One project, and those it refers to.</summary>
    [GeneratedRegex(@"(?m)^ *(DeidPS[\w.]*) +→ ?([\w., ]*\w|)")]
    private static partial Regex Arrow();
}
