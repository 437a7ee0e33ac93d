using System.Text.RegularExpressions;
using DeidPS.Dicom.Tests.Dictionary;

namespace DeidPS.Net.Tests.Conformance;

/// <summary>The network's conformance statement: its tables are what the code does.</summary>
public sealed partial class NetworkStatementTests
{
    private static string Document => Path.Combine(RepositoryPath.Root, "module", "docs", "dicom-conformance-statement.md");

    [Fact]
    public void Tables_are_what_the_code_does()
    {
        var text = File.ReadAllText(Document).ReplaceLineEndings("\n");
        var right = Section().Replace(text, m => $"<!-- table: {m.Groups[1].Value} -->\n\n{string.Join('\n', NetworkTables.All[m.Groups[1].Value]())}\n\n<!-- end -->");
        if (right != text)
        {
            var path = Path.Combine(Path.GetTempPath(), "dicom-conformance-statement.md");
            File.WriteAllText(path, right);
            var (was, now) = (text.Split('\n'), right.Split('\n'));
            Assert.Fail($"module/docs/dicom-conformance-statement.md is not what the code does. What it should be lies in {path}. First: {now.Except(was).FirstOrDefault() ?? was.Except(now).FirstOrDefault()}");
        }
    }

    [Fact]
    public void Every_table_is_in_the_document() =>
        Assert.Equal(NetworkTables.All.Keys.Order(StringComparer.Ordinal), Section().Matches(File.ReadAllText(Document)).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));

    [GeneratedRegex("<!-- table: ([a-z-]+) -->\n(.*?)<!-- end -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
