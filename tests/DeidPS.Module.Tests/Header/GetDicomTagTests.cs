using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Header;

public sealed class GetDicomTagTests : CmdletTest
{
    [Theory]
    [InlineData("PatientName", "(0010,0010)")]
    [InlineData("patientname", "(0010,0010)")]
    [InlineData("(0010,0010)", "(0010,0010)")]
    [InlineData("00100010", "(0010,0010)")]
    [InlineData("(60xx,3000)", "(60xx,3000)")]
    [InlineData("60023000", "(60xx,3000)")]
    public void One_attribute_is_found(string name, string tag)
    {
        var result = Run("Get-DicomTag $args[0]", name);
        Assert.Empty(result.Errors);
        Assert.Equal([tag], result.Values("TagText"));
    }

    [Fact]
    public void Wildcards_search_keywords_and_names_of_the_standard()
    {
        var found = Run("Get-DicomTag *PatientName*").Values("Keyword");
        Assert.Contains("PatientName", found);
        Assert.DoesNotContain(Run("Get-DicomTag *Patient*").Output, e => e.Properties["PrivateCreator"].Value is not null);
        Assert.Empty(Run("Get-DicomTag NoSuch*").Errors);
    }

    [Fact]
    public void Private_attributes_are_found_by_creator_and_with_the_switch()
    {
        var header = Run("Get-DicomTag '(0029,{SIEMENS CSA HEADER}*)'");
        Assert.NotEmpty(header.Output);
        Assert.All(header.Values("PrivateCreator"), creator => Assert.Equal("SIEMENS CSA HEADER", creator));
        Assert.Contains(Run("Get-DicomTag *CSA* -Private").Output, e => e.Properties["PrivateCreator"].Value is not null);
    }

    [Fact]
    public void Names_come_from_the_pipeline_and_header_rows()
    {
        Assert.Equal(["PatientName", "PatientID"], Run("'PatientName', '(0010,0020)' | Get-DicomTag").Values("Keyword"));
        Assert.Equal(["PatientID"], Run("Get-DicomHeader $args[0] -Tag PatientID | Get-DicomTag", SampleFile.Write(Folder, "a.dcm")).Values("Keyword"));
    }

    [Fact]
    public void Name_that_is_not_there_is_an_error_and_the_rest_goes_on()
    {
        var result = Run("Get-DicomTag NoSuchKeyword, PatientID");
        Assert.Equal("NoMatch,DeidPS.Commands.GetDicomTagCommand", result.Errors.Single().FullyQualifiedErrorId);
        Assert.Equal(["PatientID"], result.Values("Keyword"));
    }

    [Fact]
    public void Everything_is_listed_without_a_name() => Assert.InRange(Run("Get-DicomTag").Output.Count, 5000, 6000);

    [Fact]
    public void View_fits_120_columns()
    {
        var lines = Session.Render("Get-DicomTag Pixel*").Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 120));
        Assert.Contains(lines, line => line.StartsWith("(7FE0,0010)", StringComparison.Ordinal) && line.Contains("OB or OW", StringComparison.Ordinal));
    }

    [Fact]
    public void Stop_takes_less_than_a_second() =>
        Assert.InRange(TimeToStop("while ($true) { Get-DicomTag * -Private }"), TimeSpan.Zero, TimeSpan.FromSeconds(1));
}
