using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Proof;

/// <summary>Get-DeidReport in the real engine.</summary>
public sealed class GetDeidReportTests : CmdletTest
{
    private string In => Path.Combine(Folder, "in");

    private string Out => Path.Combine(Folder, "out");

    private string Page => Path.Combine(Folder, "report.html");

    private string Csv => Path.Combine(Folder, "report.csv");

    [Fact]
    public void Page_and_csv_say_what_was_done_and_show_no_identifier()
    {
        Prepare();
        var result = Run("Get-DeidReport $args[0] -Against $args[1] -RunReport $args[2] -Destination $args[3] -CsvPath $args[4]", Out, In, Path.Combine(Folder, "run.csv"), Page, Csv);
        Assert.Empty(result.Errors);
        Assert.Equal("True", Assert.Single(result.Values("Written")));
        Assert.Equal(In, Assert.Single(result.Values("Against")));
        var html = File.ReadAllText(Page);
        var csv = File.ReadAllText(Csv);
        Assert.Contains("Do not release", html, StringComparison.Ordinal);
        Assert.Contains("Written", html, StringComparison.Ordinal);
        Assert.Contains("2026d", html, StringComparison.Ordinal);
        Assert.Contains("Finding", csv, StringComparison.Ordinal);
        Assert.Contains("Series", csv, StringComparison.Ordinal);

        // The sample marks every identifying text with ZZ; the originals' folders bear patient ids.
        Assert.DoesNotContain("ZZ", Regex.Replace(html, "base64,[^\"]*", string.Empty), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ZZ", csv, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Page_stands_alone_and_is_well_formed()
    {
        Prepare();
        Assert.Empty(Run("Get-DeidReport $args[0] -Destination $args[1]", In, Page).Errors);
        var html = File.ReadAllText(Page);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);
        Assert.Contains("@media print", html, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,iVBORw0KGgo", html, StringComparison.Ordinal);
        Assert.Contains("not shown: text may be burnt in", html, StringComparison.Ordinal);
        var body = html[html.IndexOf("<main>", StringComparison.Ordinal)..(html.IndexOf("</main>", StringComparison.Ordinal) + 7)];
        var tree = XElement.Parse(Regex.Replace(body, "(<img[^>]*)>", "$1/>"));
        Assert.All(tree.Descendants("table"), t =>
        {
            Assert.NotNull(t.Element("caption"));
            Assert.All(t.Descendants("th"), th => Assert.Equal("col", (string?)th.Attribute("scope")));
        });
        Assert.All(tree.Descendants("img"), i => Assert.NotEmpty((string)i.Attribute("alt")!));

        // What every file has is one row, with the number of files.
        var rows = tree.Descendants("table").Single(t => t.Element("caption")!.Value.StartsWith("Findings by place", StringComparison.Ordinal)).Descendants("tr").Select(r => r.Elements("td").Select(c => c.Value).ToList()).Where(r => r.Count > 0).ToList();
        Assert.Equal(rows.Count, rows.DistinctBy(r => (r[0], r[1], r[2])).Count());
        Assert.Equal(Directory.GetFiles(In, "*", SearchOption.AllDirectories).Length.ToString(CultureInfo.InvariantCulture), Assert.Single(rows, r => r[0] == "(0012,0062)")[3]);
    }

    [Fact]
    public void Page_tells_how_many_originals_there_are_and_how_many_objects_fewer()
    {
        Prepare();
        var count = Directory.GetFiles(In, "*.dcm", SearchOption.AllDirectories).Length;
        File.Delete(Directory.GetFiles(Out, "*.dcm", SearchOption.AllDirectories)[0]);
        Assert.Empty(Run("Get-DeidReport $args[0] -Against $args[1] -Destination $args[2]", Out, In, Page).Errors);
        var left = Directory.GetFiles(Out, "*.dcm", SearchOption.AllDirectories).Length;
        var html = File.ReadAllText(Page);
        Assert.Contains($"yes, of {count}", html, StringComparison.Ordinal);
        Assert.Contains($"There are {count - left} fewer objects than originals", html, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_writes_nothing_but_tells_the_totals()
    {
        Prepare();
        var result = Run("Get-DeidReport $args[0] -Destination $args[1] -CsvPath $args[2] -WhatIf", In, Page, Csv);
        Assert.Equal("False", Assert.Single(result.Values("Written")));
        Assert.NotEqual("0", Assert.Single(result.Values("Files")));
        Assert.False(File.Exists(Page) || File.Exists(Csv));
    }

    [Fact]
    public void Missing_folder_wrong_report_and_no_place_to_write_are_errors()
    {
        Prepare();
        Assert.Equal("PathNotFound,DeidPS.Commands.GetDeidReportCommand", Run("Get-DeidReport $args[0] -Destination $args[1]", Path.Combine(Folder, "none"), Page).Errors[^1].FullyQualifiedErrorId);
        File.WriteAllText(Csv, "a,b\n1,2\n");
        Assert.Equal("CsvInvalid,DeidPS.Commands.GetDeidReportCommand", Run("Get-DeidReport $args[0] -RunReport $args[2] -Destination $args[1]", In, Page, Csv).Errors[^1].FullyQualifiedErrorId);
        var nowhere = Path.Combine(Folder, "none", "r.html");
        foreach (var line in new[] { "Get-DeidReport $args[0] -Destination $args[1]", "Get-DeidReport $args[0] -Destination $args[2] -Csv $args[1]" })
        {
            var error = Run(line, In, nowhere, Page).Errors[^1];
            Assert.Equal("WriteFailed,DeidPS.Commands.GetDeidReportCommand", error.FullyQualifiedErrorId);
            Assert.Contains(nowhere, error.Exception.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(Page));
        }
    }

    private void Prepare()
    {
        File.WriteAllText(Path.Combine(Folder, "p.das"), "version \"6.7\"\n(0010,0010) := \"S1\"\nhashUIDList[(0008,0018)]\n");
        var result = Run("New-DicomSample $args[0] -Seed 3; Invoke-Anonymise $args[0] -Recurse -Destination $args[1] -Policy $args[2] -Report $args[3]", In, Out, Path.Combine(Folder, "p.das"), Path.Combine(Folder, "run.csv"));
        Assert.Empty(result.Errors);
    }
}
