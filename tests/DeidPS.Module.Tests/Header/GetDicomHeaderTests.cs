using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Header;

public sealed class GetDicomHeaderTests : CmdletTest
{
    private const string NotFound = "PathNotFound,DeidPS.Commands.GetDicomHeaderCommand";

    [Fact]
    public void Every_element_is_one_object_with_typed_properties()
    {
        var path = SampleFile.Write(Folder, "a.dcm");
        var result = Run("Get-DicomHeader $args[0]", path);
        Assert.Empty(result.Errors);
        Assert.All(result.Output, row => Assert.Contains("DeidPS.Dicom.HeaderRow", row.TypeNames));
        Assert.All(result.Values("Source"), source => Assert.Equal(path, source));
        var name = result.Output.Single(r => r.Properties["Keyword"].Value is "PatientName");
        Assert.Equal("(0010,0010)", name.Properties["TagPath"].Value);
        Assert.Equal("PN", name.Properties["VR"].Value.ToString());
        Assert.Equal(12L, name.Properties["Length"].Value);
        Assert.Equal(1, name.Properties["VM"].Value);
        Assert.Equal("ZZNAME^FIRST", name.Properties["Value"].Value);
        Assert.Contains("(0002,0010)", result.Values("TagPath"));
        Assert.Equal("00\\01\\fe\\ff", result.Output.Single(r => r.Properties["TagPath"].Value is "(0042,0011)").Properties["Value"].Value);
    }

    [Fact]
    public void Pixel_data_is_listed_and_not_read()
    {
        var row = Run("Get-DicomHeader $args[0] -Tag PixelData", SampleFile.Write(Folder, "a.dcm")).Output.Single();
        Assert.Equal(true, row.Properties["IsBulk"].Value);
        Assert.Equal(100_000L, row.Properties["Length"].Value);
        Assert.Null(row.Properties["Value"].Value);
    }

    [Theory]
    [InlineData("PatientName", "(0010,0010)")]
    [InlineData("patient*", "(0010,0010) (0010,0020)")]
    [InlineData("(0010,0020)", "(0010,0020)")]
    [InlineData("00100020", "(0010,0020)")]
    [InlineData("0010,00x0", "(0010,0010) (0010,0020)")]
    [InlineData("(0029,{ZZVENDOR/1.0}10)", "(0029,1010)")]
    [InlineData("(0029,{zzvendor/1.0}xx)", "(0029,1010)")]
    [InlineData("AccessionNumber", "(0040,0275)[0]/(0008,0050) (0040,0275)[1]/(0008,0050)")]
    [InlineData("/AccessionNumber", "")]
    [InlineData("(0040,0275)[1]/(0008,0050)", "(0040,0275)[1]/(0008,0050)")]
    [InlineData("RequestAttributesSequence/AccessionNumber", "(0040,0275)[0]/(0008,0050) (0040,0275)[1]/(0008,0050)")]
    [InlineData("RequestAttributesSequence[*]/0008*", "")]
    [InlineData("RequestAttributesSequence[0]/Acc*", "(0040,0275)[0]/(0008,0050)")]
    [InlineData("RequestAttributesSequence", "(0040,0275) (0040,0275)[0]/(0008,0050) (0040,0275)[1]/(0008,0050)")]
    public void Tag_selects(string tag, string expected)
    {
        var result = Run("Get-DicomHeader $args[0] -Tag $args[1]", SampleFile.Write(Folder, "a.dcm"), tag);
        Assert.Empty(result.Errors);
        Assert.Equal(expected, string.Join(' ', result.Values("TagPath")));
    }

    [Fact]
    public void Tag_takes_what_other_cmdlets_put_out()
    {
        var path = SampleFile.Write(Folder, "a.dcm");
        Assert.Equal(["ZZID"], Run("Get-DicomHeader $args[0] -Tag (Get-DicomTag PatientID)", path).Values("Value"));
        Assert.Equal(["ZZACC2"], Run("Get-DicomHeader $args[0] -Tag @(Get-DicomHeader $args[0] -Tag AccessionNumber)[1]", path).Values("Value"));
    }

    [Theory]
    [InlineData("'NoSuchKeyword'")]
    [InlineData("'(0029,{A'")]
    [InlineData("'PatientName[x]'")]
    [InlineData("00100010")]
    public void Tag_that_names_nothing_ends_the_command(string tag)
    {
        var result = Run($"Get-DicomHeader $args[0] -Tag {tag}", SampleFile.Write(Folder, "a.dcm"));
        Assert.Empty(result.Output);
        Assert.Equal("ParameterArgumentTransformationError,DeidPS.Commands.GetDicomHeaderCommand", result.Errors[^1].FullyQualifiedErrorId);
    }

    [Fact]
    public void Folders_wildcards_and_the_pipeline_give_the_same_files_in_order()
    {
        var names = new[] { "a.dcm", "b[1].dcm", "sub/c.dcm", "sub/deep/d.dcm" };
        var paths = names.Select(n => SampleFile.Write(Folder, n)).ToList();
        File.WriteAllText(Path.Combine(Folder, "notes.txt"), "not DICOM at all");
        var recursive = Run("Get-DicomHeader $args[0] -Recurse -Tag PatientID", Folder);
        Assert.Equal(paths, recursive.Values("Source"));
        Assert.Empty(recursive.Errors);
        Assert.Equal(paths[..2], Run("Get-DicomHeader $args[0] -Tag PatientID", Folder).Values("Source"));
        Assert.Equal(paths[..1], Run("Get-DicomHeader $args[0] -Tag PatientID", Path.Combine(Folder, "a*.dcm")).Values("Source"));
        Assert.Equal(paths[1..2], Run("Get-DicomHeader -LiteralPath $args[0] -Tag PatientID", paths[1]).Values("Source"));
        Assert.Equal(paths[1..2], Run("Get-DicomHeader $args[0] -Tag PatientID", paths[1]).Values("Source"));
        Assert.Equal(paths, Run("$args[0] | Get-DicomHeader -Tag PatientID", (object)paths.ToArray()).Values("Source"));
        Assert.Equal(paths[1..2], Run("[System.IO.FileInfo]::new($args[0]) | Get-DicomHeader -Tag PatientID", paths[1]).Values("Source"));
        Session.WithCoreFunctions();
        Assert.Equal(paths, Run("Get-ChildItem $args[0] -Recurse -File -Filter *.dcm | Get-DicomHeader -Tag PatientID | Sort-Object Source", Folder).Values("Source"));
    }

    [Fact]
    public void Links_to_folders_are_not_followed_and_order_is_that_of_the_paths()
    {
        var paths = new[] { "a/x.dcm", "a-b.dcm", "a.dcm", "b.dcm" }.Select(n => SampleFile.Write(Folder, n)).Order(StringComparer.Ordinal).ToList();
        Directory.CreateSymbolicLink(Path.Combine(Folder, "a", "loop"), Folder);
        var result = Run("Get-DicomHeader $args[0] -Recurse -Tag PatientID", Folder);
        Assert.Empty(result.Errors);
        Assert.Equal(paths, result.Values("Source"));
        Directory.Delete(Path.Combine(Folder, "a", "loop"));
    }

    [Fact]
    public void Missing_paths_are_errors_and_the_rest_goes_on()
    {
        var path = SampleFile.Write(Folder, "a.dcm");
        var result = Run("Get-DicomHeader $args[0], $args[1], $args[2] -Tag PatientID", Path.Combine(Folder, "none.dcm"), Path.Combine(Folder, "no*.dcm"), path);
        Assert.False(result.IsTerminated);
        Assert.Equal([NotFound, NotFound], result.Errors.Select(e => e.FullyQualifiedErrorId));
        Assert.Equal([path], result.Values("Source"));
        Assert.Equal("PathNotFileSystem,DeidPS.Commands.GetDicomHeaderCommand", Run("Get-DicomHeader env:PATH").Errors.Single().FullyQualifiedErrorId);
        if (!OperatingSystem.IsWindows())
        {
            // Not a folder of that name wherever the process happens to be.
            Assert.Equal("PathNotFileSystem,DeidPS.Commands.NewDicomSampleCommand", Run(@"New-DicomSample '\\files\deid'").Errors.Single().FullyQualifiedErrorId);
        }

        Assert.All(result.Errors, e => Assert.False(string.IsNullOrEmpty(e.ErrorDetails.RecommendedAction)));
    }

    [Fact]
    public void Damaged_file_gives_what_can_be_read_and_an_error_with_the_byte()
    {
        var path = SampleFile.WriteTruncated(Folder, "cut.dcm");
        var result = Run("Get-DicomHeader $args[0]", path);
        Assert.Contains("PatientName", result.Values("Keyword"));
        var error = result.Errors.Single();
        Assert.Equal("DicomTruncated,DeidPS.Commands.GetDicomHeaderCommand", error.FullyQualifiedErrorId);
        Assert.Matches("byte [0-9]+", error.ToString());
        Assert.Equal(path, error.TargetObject);
        Assert.DoesNotContain("ZZ", error.ToString() + error.ErrorDetails, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_not_DICOM_is_an_error_when_named_and_passed_over_in_a_folder()
    {
        var path = Path.Combine(Folder, "notes.txt");
        File.WriteAllText(path, "These are notes and nothing else.");
        Assert.Equal("NotDicom,DeidPS.Commands.GetDicomHeaderCommand", Run("Get-DicomHeader $args[0]", path).Errors.Single().FullyQualifiedErrorId);
        var folder = Run("Get-DicomHeader $args[0] -Verbose", Folder);
        Assert.Empty(folder.Errors);
        Assert.Contains(folder.Verbose, v => v.Contains("notes.txt", StringComparison.Ordinal));
    }

    [Fact]
    public void View_is_a_table_per_file_with_nested_items_set_in()
    {
        var text = Session.Render("Get-DicomHeader $args[0]", SampleFile.Write(Folder, "a.dcm"));
        Assert.Contains("File: ", text, StringComparison.Ordinal);
        var lines = text.Split('\n');
        Assert.All(lines.Where(l => !l.Contains("File:", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 120));
        Assert.Contains(lines, line => line.StartsWith("(0010,0010)", StringComparison.Ordinal) && line.Contains("PatientName", StringComparison.Ordinal) && line.TrimEnd().EndsWith("ZZNAME^FIRST", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  (0008,0050)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("2 items", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("(not read)", StringComparison.Ordinal));
    }

    [Fact]
    public void Thousands_of_files_stream_and_stop_within_a_second()
    {
        var path = SampleFile.Write(Folder, "0.dcm");
        for (var i = 1; i < 3000; i++)
        {
            File.Copy(path, Path.Combine(Folder, i.ToString(CultureInfo.InvariantCulture) + ".dcm"));
        }

        using var shell = Session.Shell("Get-DicomHeader $args[0] -Tag PatientID | ForEach-Object { $_; break }", Folder);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        shell.Invoke();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(TimeToStop("while ($true) { $args[0] | Get-DicomHeader }", Folder), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Stop_in_the_middle_of_one_long_header_takes_less_than_a_second()
    {
        var path = SampleFile.Write(Folder, "long.dcm", dataset =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                var item = new DicomDataset();
                item.SetText(new DicomTag(0x00080050), "ZZ");
                dataset.AddItem(new DicomTag(0x00400275), item);
            }
        });
        Assert.InRange(TimeToStop("while ($true) { Get-DicomHeader $args[0] }", path), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Keywords_are_completed()
    {
        var found = Run("[System.Management.Automation.CommandCompletion]::CompleteInput('Get-DicomHeader x -Tag PatientNa', 32, $null).CompletionMatches");
        Assert.Equal(["PatientName"], found.Values("CompletionText"));
        Assert.Contains("(0010,0010) PN", found.Values("ToolTip")[0], StringComparison.Ordinal);
    }
}
