using System.Management.Automation;

namespace DeidPS.Module.Tests.Stores;

/// <summary>How filters of series are given, completed and shown.</summary>
public sealed class SeriesFilterBindingTests : StoreTest
{
    [Fact]
    public void Names_are_completed()
    {
        foreach (var line in new[] { "Set-DeidProject LUNG -SeriesFilter g", "New-DeidProject LUNG Lung -SeriesFilter 'GSTT", "Set-DeidStore -SeriesFilter ", "New-DeidSeriesFilter mine -From " })
        {
            using var shell = Session.Shell("");
            Assert.Contains(CommandCompletion.CompleteInput(line, line.Length, [], shell).CompletionMatches, m => m.CompletionText == "gstt-burntin");
        }
    }

    [Fact]
    public void A_name_a_file_and_a_filter_are_taken_and_nothing_else()
    {
        var file = Path.Combine(Folder, "filter.json");
        File.WriteAllText(file, """{ "name": "from-file", "include": [ { "kind": "Modality", "value": "CT" } ] }""");
        Do("$null = New-DeidProject LUNG Lung -Store $store");
        foreach (var (given, name) in new[] { ("'gstt-burntin'", "gstt-burntin"), ("' GSTT-BURNTIN '", "gstt-burntin"), ("$args[0]", "from-file"), ("(New-DeidSeriesFilter mine -ExcludeModality US)", "mine") })
        {
            Assert.Equal(name, Assert.Single(Do($"(Set-DeidProject LUNG -SeriesFilter {given} -Store $store).SeriesFilter.Name", file).Output).ToString());
        }

        foreach (var given in new[] { "'none'", "17", "''", "@{ Name = 'a' }", $"'{KeyFile}'" })
        {
            var error = Assert.Single(Try($"Set-DeidProject LUNG -SeriesFilter {given} -Store $store").Errors);
            Assert.Equal("ParameterArgumentTransformationError,DeidPS.Commands.SetDeidProjectCommand", error.FullyQualifiedErrorId);
        }

        Assert.Contains("gstt-burntin", Assert.Single(Try("Set-DeidProject LUNG -SeriesFilter none -Store $store").Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal("mine", Assert.Single(Do("(Get-DeidProject LUNG -Store $store).SeriesFilter.Name").Output).ToString());
    }

    [Fact]
    public void A_filter_is_shown_in_a_row()
    {
        var lines = Session.Render("New-DeidSeriesFilter mine -From gstt-burntin -IncludeModality CT, MR").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 120, line));
        Assert.Contains(lines, line => line.StartsWith("mine ", StringComparison.Ordinal) && line.Contains("Modality CT; Modality MR", StringComparison.Ordinal));
    }
}
