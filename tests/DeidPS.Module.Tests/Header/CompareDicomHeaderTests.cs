using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Header;

public sealed class CompareDicomHeaderTests : CmdletTest
{
    private string Before => SampleFile.Write(Folder, "before.dcm");

    private string After => SampleFile.Write(Folder, "after.dcm", dataset =>
    {
        dataset.SetText(new DicomTag(0x00100010), "OTHER");
        dataset.Remove(new DicomTag(0x00100020));
        dataset.SetText(new DicomTag(0x00120062), "YES");
        dataset.Find(new DicomTag(0x00400275))!.Items[1].SetText(new DicomTag(0x00080050), "NEW");
        dataset.Set(DicomElement.Create(new DicomTag(0x00420011), DicomVR.OB, new byte[] { 0, 1, 254, 0 }));
    });

    [Fact]
    public void Added_removed_and_changed_elements_are_listed_in_order()
    {
        var result = Run("Compare-DicomHeader $args[0] $args[1]", Before, After);
        Assert.Empty(result.Errors);
        Assert.Equal(
            ["(0010,0010) Changed", "(0010,0020) Removed", "(0012,0062) Added", "(0040,0275)[1]/(0008,0050) Changed", "(0042,0011) Changed"],
            result.Output.Select(o => $"{o.Properties["TagPath"].Value} {o.Properties["Change"].Value}"));
        Assert.Equal(["ZZNAME^FIRST", "ZZID", "", "ZZACC2", "00\\01\\fe\\ff"], result.Values("Before"));
        Assert.Equal(["OTHER", "", "YES", "NEW", "00\\01\\fe\\00"], result.Values("After"));
    }

    [Fact]
    public void Equal_files_yield_nothing_and_with_IncludeEqual_everything()
    {
        Assert.Empty(Run("Compare-DicomHeader $args[0] $args[0]", Before).Output);
        var all = Run("Compare-DicomHeader $args[0] $args[0] -IncludeEqual", Before);
        Assert.Equal(Run("Get-DicomHeader $args[0]", Before).Values("TagPath"), all.Values("TagPath"));
        Assert.All(all.Values("Change"), change => Assert.Equal("Equal", change));
    }

    [Fact]
    public void Tag_narrows_the_comparison()
    {
        Assert.Equal(["(0010,0010)", "(0010,0020)"], Run("Compare-DicomHeader $args[0] $args[1] -Tag PatientN*, PatientID", Before, After).Values("TagPath"));
    }

    [Fact]
    public void Items_are_ordered_by_number()
    {
        var many = SampleFile.Write(Folder, "many.dcm", dataset =>
        {
            for (var i = 2; i < 12; i++)
            {
                var item = new DicomDataset();
                item.SetText(new DicomTag(0x00080050), "N");
                dataset.AddItem(new DicomTag(0x00400275), item);
            }
        });
        var added = Run("Compare-DicomHeader $args[0] $args[1]", Before, many).Values("TagPath");
        Assert.Equal(["(0040,0275)", .. Enumerable.Range(2, 10).Select(i => $"(0040,0275)[{i}]/(0008,0050)")], added);
    }

    [Fact]
    public void Results_with_Source_and_Destination_bind_and_those_without_a_file_are_passed_over()
    {
        var result = Run(
            "[pscustomobject]@{ Source = $args[0]; Destination = $args[1] }, [pscustomobject]@{ Source = $args[0]; Destination = $null } | Compare-DicomHeader -Tag PatientName",
            Before,
            After);
        Assert.Empty(result.Errors);
        Assert.Equal(["OTHER"], result.Values("After"));
    }

    [Fact]
    public void Missing_and_damaged_files_are_errors()
    {
        Assert.Equal(
            "PathNotFound,DeidPS.Commands.CompareDicomHeaderCommand",
            Run("Compare-DicomHeader $args[0] $args[1]", Before, Path.Combine(Folder, "none")).Errors.Single().FullyQualifiedErrorId);
        Assert.Equal(
            "DicomTruncated,DeidPS.Commands.CompareDicomHeaderCommand",
            Run("Compare-DicomHeader $args[0] $args[1]", Before, SampleFile.WriteTruncated(Folder, "cut.dcm")).Errors.Single().FullyQualifiedErrorId);
    }

    [Fact]
    public void View_fits_120_columns()
    {
        var lines = Session.Render("Compare-DicomHeader $args[0] $args[1]", Before, After).Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
        Assert.Contains(lines, line => line.StartsWith("(0010,0010)", StringComparison.Ordinal) && line.Contains("Changed", StringComparison.Ordinal) && line.Contains("OTHER", StringComparison.Ordinal));
    }

    [Fact]
    public void Stop_takes_less_than_a_second() =>
        Assert.InRange(TimeToStop("while ($true) { Compare-DicomHeader $args[0] $args[1] }", Before, After), TimeSpan.Zero, TimeSpan.FromSeconds(1));
}
