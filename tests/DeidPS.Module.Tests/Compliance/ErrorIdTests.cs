using System.Text.RegularExpressions;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;
using DeidPS.Store;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>Every error id has its category and its line in the documentation.</summary>
public sealed partial class ErrorIdTests
{
    [Fact]
    public void Ids_and_categories_of_the_documentation_are_those_there_are()
    {
        var documented = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "module", "docs", "errors.md")))
            .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value}").Order(StringComparer.Ordinal);
        Assert.Equal(ErrorRecords.Categories.Select(c => $"{c.Key} {c.Value}").Order(StringComparer.Ordinal), documented);
    }

    [Fact]
    public void Ids_that_exceptions_declare_are_documented()
    {
        var declared = new[] { typeof(DicomTag), typeof(DicomNode), typeof(StoreException), typeof(ErrorRecords) }.SelectMany(t => t.Assembly.GetTypes())
            .Where(t => t.IsSubclassOf(typeof(DeidException)))
            .SelectMany(t => t.GetFields().Where(f => f.IsLiteral && f.FieldType == typeof(string)).Select(f => (string)f.GetRawConstantValue()!)).ToList();
        Assert.Contains("NodeUnreachable", declared);
        Assert.All(declared, id => Assert.Contains(id, ErrorRecords.Categories.Keys));
    }

    [GeneratedRegex(@"^\| `(\w+)` \| `(\w+)` \| .+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
