using DeidPS.Dicom;

namespace DeidPS.Module.Tests.Stores;

/// <summary>The data check as people run it: what it says, what it writes, and what it never writes.</summary>
public sealed class DataCheckCmdletTests : StoreTest
{
    private const string Planted = "jane.roe@example.org";

    [Fact]
    public void No_value_reaches_a_file_whoever_may_see_it()
    {
        Archive(1);
        Plant($"{Planted} =cmd1");
        Do("$me = (Get-DeidStore -Store $store).Identity; Grant-DeidAccess -Identity $me -SiteRole DataManager -Store $store");
        var sheet = Path.Combine(Folder, "sheet");
        var run = Try("Test-DeidSample LUNG -Pattern '=cmd' -IncludeIdentifiers -KnownValues -Reason 'which text is it' -Destination $args[0] -Csv $args[1] -FailOn High -Store $store", sheet, Path.Combine(Folder, "own.csv"));
        Assert.Equal("DataCheckFailed,DeidPS.Commands.TestDeidSampleCommand", Assert.Single(run.Errors).FullyQualifiedErrorId);
        var sample = Assert.Single(run.Output);
        Assert.Equal("Failed", sample.Properties["State"].Value.ToString());
        Assert.Contains($"{Planted} =cmd1", ((System.Collections.IEnumerable)sample.Properties["Findings"].Value).Cast<dynamic>().Select(f => (string?)f.Value));
        Assert.Equal(["contact-sheet.csv", "contact-sheet.html"], Directory.GetFiles(sheet).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        foreach (var path in Directory.GetFiles(sheet).Append(Path.Combine(Folder, "own.csv")))
        {
            var text = File.ReadAllText(path);
            Assert.Contains("S1_1", text, StringComparison.Ordinal);
            Assert.Contains("J***", text, StringComparison.Ordinal);
            Assert.DoesNotContain("roe", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("cmd", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(",=***", text, StringComparison.Ordinal);
            Assert.DoesNotContain(",\"=***", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_sheet_that_cannot_be_written_is_an_error_and_leaves_nothing()
    {
        Archive(1);
        File.WriteAllText(Path.Combine(Folder, "file"), "not a folder");
        Fails("WriteFailed,DeidPS.Commands.TestDeidSampleCommand", "Test-DeidSample LUNG -Destination $args[0] -Store $store", Path.Combine(Folder, "file"));
        Fails("StoreValueInvalid,DeidPS.Commands.TestDeidSampleCommand", "Test-DeidSample LUNG -Pattern '(' -Store $store");
        Fails("StoreItemNotFound,DeidPS.Commands.TestDeidSampleCommand", "Test-DeidSample NONE -Destination $args[0] -Store $store", Path.Combine(Folder, "none"));
        Assert.False(Directory.Exists(Path.Combine(Folder, "none")));
    }

    [Fact]
    public void The_state_of_the_pilot_is_part_of_a_project()
    {
        Do("$null = Set-DeidStore -PilotPerModality 2 -Store $store");
        Archive(1);
        var before = Do("Get-DeidProject LUNG -Store $store").Output[0];
        Assert.Equal((true, null), ((bool)before.Properties["IsPilot"].Value, before.Properties["ApprovedBy"].Value));
        Assert.Equal(1, Do("Get-DeidReview LUNG -Store $store").Output[0].Properties["PlacesLeft"].Value);
        Do("$null = Test-DeidSample LUNG -PerModality -Store $store; Approve-DeidProject LUNG -By 'J. Doe' -Reason 'one CT' -Store $store");
        Assert.Equal("J. Doe", Do("Get-DeidProject LUNG -Store $store").Output[0].Properties["ApprovedBy"].Value);
        Assert.Null(Do("Get-DeidReview LUNG -Store $store").Output[0].Properties["PlacesLeft"].Value);
    }

    private void Archive(int seed) => Do(
        "$null = New-DeidProject LUNG 'Lung nodules' -Store $store; $null = New-DicomSample $args[0] -Modality CT -Seed $args[1]; $null = Import-DicomStudy $args[0] -Recurse -Project LUNG -Subject S1 -Session S1_1 -Store $store; $null = Get-DeidPrearchive -Store $store | Move-ToProject -Store $store",
        Path.Combine(Folder, "in"),
        seed);

    /// <summary>Writes a text into what is archived, as no policy would.</summary>
    private void Plant(string text)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Root, "archive"), "*.dcm", SearchOption.AllDirectories))
        {
            using var copy = new MemoryStream();
            using (var file = DicomFile.Open(path))
            {
                file.Dataset.SetText(DicomTags.SeriesDescription, text);
                file.WriteTo(copy);
            }

            File.WriteAllBytes(path, copy.ToArray());
        }
    }
}
