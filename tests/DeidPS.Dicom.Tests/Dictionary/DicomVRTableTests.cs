namespace DeidPS.Dicom.Tests.Dictionary;

public sealed class DicomVRTableTests
{
    [Fact]
    public void Checked_in_table_equals_what_the_generator_makes_of_the_text()
    {
        var path = Path.Combine(RepositoryPath.DictionaryFolder, "DicomVRTable.g.cs");
        var expected = DicomVRTableGenerator.Generate(RepositoryPath.Rows("attributes.tsv"));
        if (Environment.GetEnvironmentVariable("DEIDPS_REGENERATE") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(expected == File.ReadAllText(path).ReplaceLineEndings("\n"),
            "DicomVRTable.g.cs is older than attributes.tsv: run this test once with DEIDPS_REGENERATE=1 and build again.");
    }

    [Fact]
    public void Tags_ascend_so_that_they_can_be_searched()
    {
        var tags = DicomVRTable.Tags[..];
        Assert.Equal(tags.Order().Distinct(), tags);
        Assert.Equal(tags.Length, DicomVRTable.VRs.Length);
    }
}
