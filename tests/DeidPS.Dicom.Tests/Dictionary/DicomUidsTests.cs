namespace DeidPS.Dicom.Tests.Dictionary;

public sealed class DicomUidsTests
{
    [Fact]
    public void Every_row_is_found()
    {
        foreach (var row in RepositoryPath.Rows("uids.tsv"))
        {
            Assert.Equal(new UidEntry(row[0], row[1], row[2], row[3], row[4] == "Y"), DicomUids.Find(row[0]));
        }

        foreach (var row in RepositoryPath.Rows("sop-classes.tsv"))
        {
            Assert.Equal(new SopClassEntry(row[0], row[1], row[2], row[3], row[4], row[5] == "Y", row[6]), DicomUids.FindSopClass(row[0]));
        }
    }

    [Fact]
    public void Padding_is_ignored_and_unknown_is_null()
    {
        Assert.Equal("CT Image Storage", DicomUids.Find("1.2.840.10008.5.1.4.1.1.2\0")?.Name);
        Assert.Equal("CT", DicomUids.FindSopClass("1.2.840.10008.5.1.4.1.1.2 ")?.Modality);
        Assert.Null(DicomUids.Find("1.2.3"));
        Assert.Null(DicomUids.FindSopClass("1.2.840.10008.1.2"));
    }
}
