using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>(0012,0062) said YES for objects that say YES in another case, and for pictures that are not in (7FE0,0010).</summary>
public sealed class B0007_SaidToBeRemoved : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("NO", "YES")]
    [InlineData("", "YES")]
    [InlineData("YES", "NO")]
    [InlineData("yes", "NO")]
    [InlineData("YES\\NO", "NO")]
    [InlineData("UNKNOWN", "NO")]
    public void Burned_in_annotation_is_believed_when_it_says_no(string burnedIn, string expected) =>
        Assert.Equal(expected, Said(Object().Text(0x00280301, "CS", burnedIn).Element(0x7FE00010, "OW", new byte[8])));

    [Fact]
    public void A_first_no_does_not_hide_a_second_yes() =>
        Assert.Equal("NO", Said(Object().Text(0x00280301, "CS", "NO").Text(0x00280301, "CS", "YES").Element(0x7FE00010, "OW", new byte[8])));

    [Fact]
    public void Overlays_documents_and_remote_pixels_are_pictures_too()
    {
        Assert.Equal("NO", Said(Object().Element(0x60003000, "OW", new byte[8])));
        Assert.Equal("NO", Said(Object().Element(0x60023000, "OW", new byte[8]).Element(0x7FE00010, "OW", new byte[8])));
        Assert.Equal("NO", Said(Object().Element(0x00420011, "OB", new byte[8])));
        Assert.Equal("NO", Said(Object().Text(0x00287FE0, "UR", "http://pixels.example/1")));
        Assert.Equal("YES", Said(Object()));
    }

    private static DicomBytes Object() => new DicomBytes().Text(0x00080008, "CS", "ORIGINAL\\PRIMARY").Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").Text(0x00080018, "UI", "1.2.3");

    private string? Said(DicomBytes bytes)
    {
        using var file = DicomFile.Open(_file.Run(bytes.File(), "(0010,0010) := subject\nhashUIDList[(0008,0018)]").Result.Destination!);
        return file.Dataset.GetText(DicomTags.PatientIdentityRemoved);
    }
}
