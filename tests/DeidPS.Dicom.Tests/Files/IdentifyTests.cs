using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Dicom.Tests.Files;

/// <summary>What a file holds, told from its beginning.</summary>
public sealed class IdentifyTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void It_says_what_the_whole_file_says()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            using var file = DicomFile.Open(path);
            var (sopClass, syntax) = DicomFile.Identify(path);
            Assert.Equal(file.TransferSyntax, syntax);
            Assert.Equal(file.Dataset.GetText(DicomTags.SOPClassUID) ?? file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID), sopClass);
        }
    }

    [Fact]
    public void What_comes_behind_is_not_looked_at()
    {
        using var folder = new TemporaryFolder();
        var whole = new DicomBytes().Text(0x00080016, "UI", "1.2.3").Text(0x00080018, "UI", "1.2.3.4").Header(0x00100010, "PN", 60000).Raw([1]);
        var path = Path.Combine(folder.Path, "cut.dcm");
        File.WriteAllBytes(path, whole.Bytes);
        Assert.Throws<DicomParseException>(() => DicomFile.Open(path));
        Assert.Equal("1.2.3", DicomFile.Identify(path).SopClass);
    }

    [Fact]
    public void A_class_that_nobody_names_is_null_and_damage_before_it_an_error()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "none.dcm");
        File.WriteAllBytes(path, new DicomBytes().Text(0x00080005, "CS", "ISO_IR 100").Text(0x00080018, "UI", "1.2.3.4").Bytes);
        Assert.Null(DicomFile.Identify(path).SopClass);
        File.WriteAllBytes(path, new DicomBytes().Header(0x00080005, "CS", 60000).Raw([1]).Bytes);
        Assert.Throws<DicomParseException>(() => DicomFile.Identify(path));
    }
}
