using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Proof;

/// <summary>Test-Deidentified in the real engine.</summary>
public sealed class TestDeidentifiedTests : CmdletTest
{
    private string In => Path.Combine(Folder, "in");

    private string Out => Path.Combine(Folder, "out");

    [Fact]
    public void Originals_against_themselves_are_full_of_findings_in_a_stable_order()
    {
        Samples();
        var one = Run("Test-Deidentified $args[0] -Recurse -Against $args[0] -ThrottleLimit 1", In);
        var many = Run("Test-Deidentified $args[0] -Recurse -Against $args[0] -ThrottleLimit 8", In);
        Assert.Empty(one.Errors);
        Assert.NotEmpty(one.Output);
        Assert.Equal(one.Output.Select(o => o.ToString()), many.Output.Select(o => o.ToString()));
        foreach (var rule in new[] { "PatientName", "PatientId", "OrderNumber", "BirthDate", "Uid", "Institution", "Address", "Telephone" })
        {
            Assert.Contains(rule, one.Values("Rule"));
        }

        Assert.All(one.Values("Masked"), m => Assert.True(m.Length is 0 or 4));
    }

    [Fact]
    public void Quiet_is_true_for_a_clean_file_and_false_for_anything_else()
    {
        SampleFile.Write(In, "a.dcm");
        Clean();
        Assert.Equal("True", Assert.Single(Run("Test-Deidentified $args[0] -Against $args[1] -SkipConformance -Quiet", Out, In).Output).ToString());
        Assert.Empty(Run("Test-Deidentified $args[0] -Against $args[1] -SkipConformance", Out, In).Output);
        Assert.Equal("False", Assert.Single(Run("Test-Deidentified $args[0] -Against $args[0] -Quiet", In).Output).ToString());
        Directory.CreateDirectory(Path.Combine(Folder, "empty"));
        Assert.Equal("False", Assert.Single(Run("Test-Deidentified $args[0] -Quiet", Path.Combine(Folder, "empty")).Output).ToString());
        SampleFile.WriteTruncated(In, "cut.dcm");
        Assert.Equal("False", Run("Test-Deidentified $args[0] -Against $args[1] -SkipConformance -Quiet", Out, In).Output[^1].ToString());
    }

    /// <summary>Silence means that files were looked at and nothing was found.</summary>
    [Fact]
    public void A_folder_without_files_of_its_own_is_no_clean_one()
    {
        SampleFile.Write(In, "deeper/a.dcm");
        var result = Run("Test-Deidentified $args[0]", In);
        Assert.Empty(result.Output);
        Assert.Contains("-Recurse", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(Folder, "empty"));
        Assert.Equal($"There is no file in '{Path.Combine(Folder, "empty")}'.", Assert.Single(Run("Test-Deidentified $args[0] -Recurse", Path.Combine(Folder, "empty")).Warnings));
        Assert.Empty(Run("Test-Deidentified $args[0] -Recurse", In).Warnings);
    }

    [Fact]
    public void Originals_that_are_none_are_an_error_and_never_clean()
    {
        SampleFile.Write(In, "a.dcm");
        Clean();
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "other")).FullName, "notes.txt"), "no image");
        var result = Run("Test-Deidentified $args[0] -Against $args[1] -SkipConformance -Quiet", Out, Path.Combine(Folder, "other"));
        Assert.Equal("PathNotFound,DeidPS.Commands.TestDeidentifiedCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Equal("False", Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void A_file_that_cannot_be_read_and_a_stranger_are_findings()
    {
        Directory.CreateDirectory(Out);
        SampleFile.Write(In, "a.dcm");
        SampleFile.WriteTruncated(Out, "cut.dcm");
        File.WriteAllText(Path.Combine(Out, "notes.txt"), "scan of Zzname, number ZZID, tel. 020 7946 0123");
        var result = Run("Test-Deidentified $args[0] -Against $args[1]", Out, In);
        Assert.Empty(result.Errors);
        Assert.Contains("Unreadable", result.Values("Rule"));
        Assert.Contains("NotDicom", result.Values("Rule"));
        Assert.Contains("PatientName", result.Values("Rule"));
        Assert.Contains("PhoneNumber", result.Values("Rule"));
    }

    [Fact]
    public void Dates_outside_the_window_are_findings_and_patterns_can_be_skipped()
    {
        Clean();
        Assert.Contains("DateOutsideWindow", Run("Test-Deidentified $args[0] -LatestDate 1980-01-01", Out).Values("Rule"));
        Assert.Contains("DateOutsideWindow", Run("Test-Deidentified $args[0] -EarliestDate 2020-01-01", Out).Values("Rule"));
        Assert.Empty(Run("Test-Deidentified $args[0] -LatestDate 1980-01-01 -SkipPattern -SkipConformance", Out).Output);
    }

    [Fact]
    public void Missing_originals_end_the_cmdlet()
    {
        Clean();
        var result = Run("Test-Deidentified $args[0] -Against $args[1]", Out, Path.Combine(Folder, "none"));
        Assert.Equal("PathNotFound,DeidPS.Commands.TestDeidentifiedCommand", result.Errors[^1].FullyQualifiedErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Stops_within_a_second()
    {
        SampleFile.Write(Out, "a.dcm");
        for (var i = 0; i < 6000; i++)
        {
            File.CreateSymbolicLink(Path.Combine(Out, $"l{i:00000}.dcm"), Path.Combine(Out, "a.dcm"));
        }

        Assert.InRange(TimeToStop("Test-Deidentified $args[0] -Against $args[0]; while ($true) { Test-Deidentified $args[0] -Quiet }", Out), TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void View_fits_and_shows_no_value()
    {
        SampleFile.Write(In, "a.dcm");
        var text = Session.Render("Test-Deidentified $args[0] -Against $args[0]", In);
        Assert.Contains("PatientName", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ZZ", text, StringComparison.Ordinal);
    }

    private void Samples() => Assert.Empty(Run("New-DicomSample $args[0] -Seed 3", In).Errors);

    private void Clean() => SampleFile.Write(Out, "c.dcm", dataset =>
    {
        var sopClass = dataset.GetText(DicomTags.SOPClassUID)!;
        dataset.Clear();
        dataset.SetText(DicomTags.SOPClassUID, sopClass);
        dataset.SetText(DicomTags.SOPInstanceUID, "2.25.77777777777777777777");
        dataset.SetText(new DicomTag(0x00080020), "20010203");
        dataset.SetText(new DicomTag(0x00100010), "S1");
    });
}
