namespace DeidPS.Dicom.Tests.Text;

/// <summary>PS3.3 Tables C.12-2 to C.12-5, term by term.</summary>
public sealed class DefinedTermsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("ISO_IR 6")]
    [InlineData("ISO_IR 100", 0xE9, 'é')]
    [InlineData("ISO_IR 101", 0xE8, 'č')]
    [InlineData("ISO_IR 109", 0xE6, 'ĉ')]
    [InlineData("ISO_IR 110", 0xE6, 'æ')]
    [InlineData("ISO_IR 144", 0xE6, 'ц')]
    [InlineData("ISO_IR 127", 0xE6, 'ن')]
    [InlineData("ISO_IR 126", 0xE6, 'ζ')]
    [InlineData("ISO_IR 138", 0xE6, 'ז')]
    [InlineData("ISO_IR 148", 0xF0, 'ğ')]
    [InlineData("ISO_IR 203", 0xA4, '€')]
    [InlineData("ISO_IR 13", 0xB1, 'ｱ')]
    [InlineData("ISO_IR 166", 0xA1, 'ก')]
    [InlineData("ISO_IR 192")]
    [InlineData("GB18030")]
    [InlineData("GBK")]
    public void Single_terms(string term, int code = 'a', char character = 'a')
    {
        var set = DicomCharacterSet.FromTerms([term]);
        Assert.True(set.IsSupported);
        Assert.Equal(character.ToString(), set.Decode([(byte)code], DicomVR.SH, out var isLossless));
        Assert.True(isLossless);
    }

    [Theory]
    [InlineData("ISO 2022 IR 6", "1B2842", "61", 'a')]
    [InlineData("ISO 2022 IR 100", "1B2D41", "E9", 'é')]
    [InlineData("ISO 2022 IR 101", "1B2D42", "E8", 'č')]
    [InlineData("ISO 2022 IR 109", "1B2D43", "E6", 'ĉ')]
    [InlineData("ISO 2022 IR 110", "1B2D44", "E6", 'æ')]
    [InlineData("ISO 2022 IR 144", "1B2D4C", "E6", 'ц')]
    [InlineData("ISO 2022 IR 127", "1B2D47", "E6", 'ن')]
    [InlineData("ISO 2022 IR 126", "1B2D46", "E6", 'ζ')]
    [InlineData("ISO 2022 IR 138", "1B2D48", "E6", 'ז')]
    [InlineData("ISO 2022 IR 148", "1B2D4D", "F0", 'ğ')]
    [InlineData("ISO 2022 IR 203", "1B2D62", "A4", '€')]
    [InlineData("ISO 2022 IR 13", "1B2949", "B1", 'ｱ')]
    [InlineData("ISO 2022 IR 13", "1B284A", "7E", '‾')]
    [InlineData("ISO 2022 IR 166", "1B2D54", "A1", 'ก')]
    [InlineData("ISO 2022 IR 87", "1B2442", "3B33", '山')]
    [InlineData("ISO 2022 IR 159", "1B242844", "3021", '丂')]
    [InlineData("ISO 2022 IR 149", "1B242943", "FBF3", '洪')]
    [InlineData("ISO 2022 IR 58", "1B242941", "D5C5", '张')]
    public void Code_extensions(string term, string escape, string code, char character)
    {
        // As the second term, and named by its escape sequence; as the only term, named too.
        foreach (var terms in new[] { new[] { "", term }, ["ISO 2022 IR 100", term], [term] })
        {
            var set = DicomCharacterSet.FromTerms(terms);
            Assert.True(set.IsSupported);
            Assert.Equal(character.ToString(), set.Decode(Convert.FromHexString(escape + code), DicomVR.SH, out var isLossless));
            Assert.True(isLossless);
            Assert.True(set.TryEncode([character], DicomVR.SH, out var bytes));
            Assert.Equal(character.ToString(), set.Decode(bytes, DicomVR.SH, out isLossless));
        }
    }
}
