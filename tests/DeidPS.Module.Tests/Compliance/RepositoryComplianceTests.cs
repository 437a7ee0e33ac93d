using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>What conventions ask of the files of the clone.</summary>
public sealed class RepositoryComplianceTests
{
    /// <summary>Projects from the ground up; a project may reference those of a lower floor only.</summary>
    private static readonly Dictionary<string, int> s_floors = new()
    {
        ["DeidPS.Dicom"] = 0,
        ["DeidPS.Loader"] = 0,
        ["DeidPS.Net"] = 1,
        ["DeidPS.Deid"] = 1,
        ["DeidPS.Store"] = 2,
        ["DeidPS"] = 3,
        ["DeidPS.HelpBuilder"] = 4,
        ["DeidPS.Host"] = 5,
    };

    /// <summary>The database engine of a store, on every platform that the module is for.</summary>
    private static readonly string[] s_nativeFiles =
    [
        "runtimes/linux-arm64/native/libe_sqlite3.so", "runtimes/linux-musl-arm64/native/libe_sqlite3.so", "runtimes/linux-musl-x64/native/libe_sqlite3.so", "runtimes/linux-x64/native/libe_sqlite3.so",
        "runtimes/osx-arm64/native/libe_sqlite3.dylib", "runtimes/osx-x64/native/libe_sqlite3.dylib", "runtimes/win-arm64/native/e_sqlite3.dll", "runtimes/win-x64/native/e_sqlite3.dll",
    ];

    private static readonly string[] s_extensions = [".cs", ".csproj", ".props", ".targets", ".ps1", ".psm1", ".psd1", ".ps1xml", ".md", ".das", ".json", ".editorconfig", ".gitattributes"];

    [Fact]
    public void Arrows_between_projects_point_down()
    {
        Assert.All(Projects(), project =>
        {
            var floor = s_floors[project.Name];
            Assert.All(project.References, reference => Assert.True(s_floors[reference] < floor, $"{project.Name} -> {reference} points up or sideways"));
        });
    }

    [Fact]
    public void Only_the_cmdlets_their_help_and_the_host_know_PowerShell()
    {
        var knowing = Projects().Where(p => p.Packages.Any(x => x is "PowerShellStandard.Library" or "System.Management.Automation" or "Microsoft.PowerShell.SDK")).Select(p => p.Name);
        Assert.Equal(["DeidPS", "DeidPS.HelpBuilder", "DeidPS.Host"], knowing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Package_versions_stand_in_one_place_and_forbidden_packages_nowhere()
    {
        Assert.All(Projects(), project =>
        {
            Assert.DoesNotContain(project.Document.Descendants("PackageReference"), p => p.Attribute("Version") is not null);
            Assert.DoesNotContain(project.Packages, p => p.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || p is "Newtonsoft.Json" or "System.Drawing.Common");
        });
    }

    [Fact]
    public void Staged_folder_holds_our_assemblies_and_the_packages_they_need_only()
    {
        var staged = Directory.EnumerateFiles(Repository.Bin, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.Bin, f))
            .Where(f => !f.StartsWith("en-US", StringComparison.Ordinal) && !f.Contains("deidps_test_native", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "CsvHelper.dll", "Dapper.dll", "DeidPS.Deid.dll", "DeidPS.Dicom.dll", "DeidPS.Loader.dll", "DeidPS.Net.dll", "DeidPS.Store.dll", "DeidPS.dll", "Microsoft.Data.Sqlite.dll",

                // What Npgsql needs; behind the load context they are in nobody's way.
                "Microsoft.Extensions.DependencyInjection.Abstractions.dll", "Microsoft.Extensions.Logging.Abstractions.dll", "Npgsql.dll",
                "SQLitePCLRaw.batteries_v2.dll", "SQLitePCLRaw.core.dll", "SQLitePCLRaw.provider.e_sqlite3.dll", "StbImageSharp.dll", "StbImageWriteSharp.dll",
                .. s_nativeFiles,
            ],
            staged.Select(f => f.Replace('\\', '/')));
    }

    [Fact]
    public void Manifest_assemblies_and_changelog_tell_the_same_version()
    {
        Assert.All(
            Directory.EnumerateFiles(Repository.Bin, "DeidPS*.dll"),
            file => Assert.Equal(Repository.Version, System.Reflection.AssemblyName.GetAssemblyName(file).Version!.ToString(3)));
        var newest = Regex.Match(File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md")), @"^## \[([^\]]+)\] - \d{4}-\d{2}-\d{2}$", RegexOptions.Multiline);
        Assert.Equal(Repository.Version, newest.Groups[1].Value);
    }

    [Fact]
    public void Sources_have_no_byte_order_mark_tab_or_trailing_blank()
    {
        var problems = new List<string>();
        foreach (var file in Sources())
        {
            var bytes = File.ReadAllBytes(file);
            var name = Path.GetRelativePath(Repository.Root, file);
            if (bytes.AsSpan().StartsWith(Encoding.UTF8.GetPreamble()))
            {
                problems.Add(name + ": byte order mark");
            }

            var lines = Encoding.UTF8.GetString(bytes).Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].Contains('\t', StringComparison.Ordinal) || lines[i].Contains('\r', StringComparison.Ordinal) || lines[i].EndsWith(' '))
                {
                    problems.Add($"{name}:{i + 1}: tab, carriage return or trailing blank");
                }
            }
        }

        Assert.Empty(problems);
    }

    /// <summary>Conventions section 10: methods over 40 lines and files over 400 are a question to yourself; these are the answers.</summary>
    [Fact]
    public void Files_over_400_lines_have_a_reason()
    {
        var reasons = new Dictionary<string, string>
        {
            ["module/DeidPS.Format.ps1xml"] = "The views of one module, which the shell reads as one file.",
            ["module/policies/policy.schema.json"] = "One schema of one kind of file.",
            ["src/DeidPS.Dicom/Dictionary/DicomVRTable.g.cs"] = "A table, generated.",
            ["src/DeidPS.Dicom/Files/DicomFile.cs"] = "What a file is when read and when written: the two halves share everything they know of it.",
            ["src/DeidPS.Dicom/Elements/DicomDataset.cs"] = "One list of elements with every way to look into it and to change it.",
            ["src/DeidPS.Deid/DicomEdit/Functions/JavaPattern.cs"] = "One translation of one syntax into another.",
            ["src/DeidPS/Network/StartDicomReceiverCommand.cs"] = "The parameters of a receiver with their help are most of it.",
            ["src/DeidPS.Host/CoreFunctions.ps1"] = "A list of small stand-ins.",
            ["tests/DeidPS.Dicom.Tests/Files/DatasetBufferTests.cs"] = "The promises of one class.",
        };
        var long400 = Sources().Where(f => !f.EndsWith(".md", StringComparison.Ordinal) && !f.EndsWith(".sln", StringComparison.Ordinal) && File.ReadLines(f).Count() > 400)
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(reasons.Keys.Order(StringComparer.Ordinal), long400);
    }

    [Fact]
    public void Script_files_parse_and_examples_begin_and_end_as_agreed()
    {
        foreach (var file in Sources().Where(f => f.EndsWith(".ps1", StringComparison.Ordinal) || f.EndsWith(".psm1", StringComparison.Ordinal)))
        {
            var tree = Parser.ParseFile(file, out _, out var errors);
            Assert.Empty(errors);
            if (Path.GetFileName(Path.GetDirectoryName(file)) == "examples")
            {
                Assert.Equal(new Version(7, 6), tree.ScriptRequirements?.RequiredPSVersion);
                Assert.Contains("$ErrorActionPreference = 'Stop'", tree.Extent.Text, StringComparison.Ordinal);
                Assert.NotNull(tree.ParamBlock);
                Assert.NotNull(tree.Find(node => node is ExitStatementAst, searchNestedScriptBlocks: true));
            }
        }
    }

    [Fact]
    public void Solution_names_every_project()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "DeidPS.sln")).Replace('\\', '/');
        var projects = new[] { "src", "tests" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*.csproj", SearchOption.AllDirectories));
        Assert.All(projects, project => Assert.Contains(Path.GetRelativePath(Repository.Root, project).Replace('\\', '/'), solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Sources()
    {
        var folders = new[] { "src", "tests", "module", "examples", ".ci" }.Select(f => Path.Combine(Repository.Root, f)).Where(Directory.Exists);
        return folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Where(f => !Path.GetRelativePath(Repository.Root, f).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "Data"))
            .Where(f => s_extensions.Contains(Path.GetExtension(f)) || Path.GetDirectoryName(f)!.EndsWith(".ci", StringComparison.Ordinal));
    }

    private static List<Project> Projects() => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(Project.Load)];

    private sealed record Project(string Name, XDocument Document)
    {
        public IEnumerable<string> References => Document.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));

        public IEnumerable<string> Packages => Document.Descendants("PackageReference").Select(p => (string)p.Attribute("Include")!);

        public static Project Load(string path) => new(Path.GetFileNameWithoutExtension(path), XDocument.Load(path));
    }
}
