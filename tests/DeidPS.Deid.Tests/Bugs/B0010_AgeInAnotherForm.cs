using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>An age above 89 that was not written as three digits and Y stayed.</summary>
public sealed class B0010_AgeInAnotherForm : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("095Y", "089Y")]
    [InlineData("95Y", "089Y")]
    [InlineData("0095Y", "089Y")]
    [InlineData("95y", "089Y")]
    [InlineData("1200M", "089Y")]
    [InlineData("040Y\\095Y", "089Y")]
    [InlineData("089Y", "089Y")]
    [InlineData("011M", "011M")]
    [InlineData("x", "x")]
    public void An_old_age_is_reduced(string age, string expected)
    {
        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3").Text(0x00101010, "AS", age).File();
        using var file = DicomFile.Open(_file.Run(bytes, "scalePatientAgeAndDobFromStudyDate[]").Result.Destination!);
        Assert.Equal(expected, file.Dataset.GetText(new DicomTag(0x00101010)));
    }
}
