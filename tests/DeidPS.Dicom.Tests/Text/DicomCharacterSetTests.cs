using System.Globalization;
using System.Text;

namespace DeidPS.Dicom.Tests.Text;

public sealed class DicomCharacterSetTests
{
    public static IEnumerable<object[]> Samples => CharacterSetSamples.All.Select(sample => new object[] { sample.Terms, sample.Text });

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Round_trip(string terms, string text)
    {
        var set = CharacterSetSamples.Set(terms);
        Assert.True(set.IsSupported);
        foreach (var vr in new[] { DicomVR.PN, DicomVR.LO, DicomVR.LT })
        {
            Assert.True(set.TryEncode(text, vr, out var bytes));
            Assert.Equal(text, set.Decode(bytes, vr, out var isLossless));
            Assert.True(isLossless);
            Assert.True(set.TryEncode(text, vr, out var again));
            Assert.Equal(bytes, again);
        }
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Culture_changes_nothing(string name)
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(name);
            Assert.True(CharacterSetSamples.Set("iso_ir 148").IsSupported);
            Assert.Equal("ISO_IR 148 is Işık", CharacterSetSamples.Set("iso_ir 148").Decode(Bytes("ISO_IR 148 is I\u00FE\u00FDk"), DicomVR.LO, out _));
            foreach (var (terms, text) in CharacterSetSamples.All)
            {
                Round_trip(terms, text);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("ISO_IR 100", "ISO IR 100")]
    [InlineData("ISO_IR 100", "ISO-IR 100")]
    [InlineData("ISO_IR 100", "ISO_IR_100")]
    [InlineData("ISO_IR 100", "iso_ir 100 ")]
    [InlineData("ISO_IR 100", "ISO 2022 IR 100")]
    [InlineData("ISO_IR 100", "ISO8859-1")]
    [InlineData("ISO_IR 148", "ISO 8859-9")]
    [InlineData("ISO_IR 192", "ISO IR 192")]
    [InlineData("ISO_IR 192", "iso_ir_192")]
    [InlineData("ISO_IR 192", "UTF-8")]
    [InlineData("ISO_IR 192", "ISO 2022 IR 192")]
    [InlineData("ISO_IR 192", @"ISO_IR 192\ISO 2022 IR 87")]
    [InlineData("ISO_IR 192", @"\ISO_IR 192")]
    [InlineData("ISO_IR 192", @"ISO 2022 IR 6\ISO_IR 192")]
    [InlineData("GB18030", "GB 18030")]
    [InlineData("GBK", "ISO 2022 GBK")]
    [InlineData(@"\ISO 2022 IR 58", @"\ISO 2022 58")]
    [InlineData(@"\ISO 2022 IR 87", @"ISO_2022_IR_6\ISO_2022_IR_87")]
    [InlineData(@"\ISO 2022 IR 87", @"ISO_IR 6\ISO_IR 87")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 144", @"ISO_IR 100\ISO 2022 IR 144")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 144", @"ISO_IR 100\ISO_IR 144\")]
    public void Odd_spelling_means(string terms, string spelling)
    {
        var expected = CharacterSetSamples.Set(terms);
        var actual = CharacterSetSamples.Set(spelling);
        Assert.True(actual.IsSupported);
        Assert.Equal(spelling.Split('\\'), actual.Terms);
        var text = CharacterSetSamples.All.First(sample => sample.Terms == terms).Text;
        Assert.True(expected.TryEncode(text, DicomVR.PN, out var bytes));
        Assert.Equal(text, actual.Decode(bytes, DicomVR.PN, out var isLossless));
        Assert.True(isLossless);
        Assert.True(actual.TryEncode(text, DicomVR.PN, out var encoded));
        Assert.Equal(bytes, encoded);
    }

    [Theory]
    [InlineData("ISO_IR 999")]
    [InlineData("KLINGON")]
    [InlineData(@"ISO_IR 100\WHATEVER")]
    [InlineData(@"ISO_IR 100\ISO_IR 192")]
    [InlineData("ISO_IR")]
    [InlineData("8859")]
    [InlineData("99999999999999999999")]
    public void Unknown_terms_are_not_supported_but_ASCII_is_safe(string terms)
    {
        var set = CharacterSetSamples.Set(terms);
        Assert.False(set.IsSupported);
        Assert.Equal("Smith^John", set.Decode("Smith^John"u8, DicomVR.PN, out var isLossless));
        Assert.True(isLossless);
        Assert.Equal("é", set.Decode("é"u8, DicomVR.PN, out isLossless));
        Assert.False(isLossless);
        set.Decode([0xE9], DicomVR.PN, out isLossless);
        Assert.False(isLossless);
        Assert.True(set.TryEncode("Smith^John", DicomVR.PN, out _));
        Assert.False(set.TryEncode("é", DicomVR.PN, out _));
    }

    [Fact]
    public void Absent_and_empty_terms_are_the_default_repertoire()
    {
        Assert.Same(DicomCharacterSet.Default, DicomCharacterSet.FromTerms([]));
        Assert.Same(DicomCharacterSet.Default, DicomCharacterSet.FromTerms([""]));
        Assert.Empty(DicomCharacterSet.Default.Terms);
        Assert.True(DicomCharacterSet.Default.IsSupported);
        Assert.False(DicomCharacterSet.Default.TryEncode("é", DicomVR.LO, out var bytes));
        Assert.Empty(bytes);
    }

    [Fact]
    public void Bytes_above_ASCII_without_a_set_are_a_guess()
    {
        Assert.Equal("Müller", DicomCharacterSet.Default.Decode("Müller"u8, DicomVR.PN, out var isLossless));
        Assert.False(isLossless);
        Assert.Equal("Müller", DicomCharacterSet.Default.Decode(Bytes("M\u00FCller"), DicomVR.PN, out isLossless));
        Assert.False(isLossless);
    }

    [Fact]
    public void Equal_terms_give_the_same_object()
    {
        Assert.Same(CharacterSetSamples.Set(@"\ISO 2022 IR 87"), CharacterSetSamples.Set(@"\ISO 2022 IR 87"));
        Assert.NotSame(CharacterSetSamples.Set(@"ISO 2022 IR 6\ISO 2022 IR 87"), CharacterSetSamples.Set(@"\ISO 2022 IR 87"));
    }

    [Theory]
    [InlineData("ISO_IR 126", "\u00D2")]
    [InlineData("ISO_IR 13", "\u00A0")]
    [InlineData("ISO_IR 192", "\u00FF")]
    [InlineData("GB18030", "\u0081")]
    [InlineData("GBK", "\u00FF")]
    [InlineData(@"\ISO 2022 IR 87", "\u001B$B;")]
    [InlineData(@"\ISO 2022 IR 149", "\u001B$)C\u00B1")]
    [InlineData("ISO_IR 100", "a\u001Bb")]
    [InlineData(@"\ISO 2022 IR 87", "\u001B$Zxx")]
    [InlineData("ISO_IR 192", "a\u001B$B;3")]
    [InlineData("GB18030", "a\u001B$B;3")]
    public void Bytes_without_meaning_are_replaced_and_reported(string terms, string latin1)
    {
        var text = CharacterSetSamples.Set(terms).Decode(Bytes(latin1), DicomVR.LO, out var isLossless);
        Assert.False(isLossless);
        Assert.Contains('\uFFFD', text);
        Assert.DoesNotContain('\u001B', text);
    }

    [Theory]
    [InlineData("ISO_IR 100", "\u001B$B;3ED\u001B(B", "山田")]
    [InlineData(@"\ISO 2022 IR 149", "\u001B$B;3ED\u001B(B", "山田")]
    [InlineData("", "\u001B-L\u00BB", "Л")]
    public void Undeclared_escape_sequences_are_understood_but_reported(string terms, string latin1, string text)
    {
        Assert.Equal(text, CharacterSetSamples.Set(terms).Decode(Bytes(latin1), DicomVR.LO, out var isLossless));
        Assert.False(isLossless);
    }

    [Fact]
    public void Shift_JIS_under_ISO_IR_13_is_understood_but_reported()
    {
        var set = CharacterSetSamples.Set("ISO_IR 13");
        Assert.Equal("山田", set.Decode([0x8E, 0x52, 0x93, 0x63], DicomVR.PN, out var isLossless));
        Assert.False(isLossless);

        // The second byte of this character is 5C.
        Assert.Equal("表", set.Decode([0x95, 0x5C], DicomVR.PN, out isLossless));
        Assert.False(isLossless);
    }

    [Fact]
    public void U_FFFD_itself_is_text_in_Unicode_sets()
    {
        foreach (var terms in new[] { "ISO_IR 192", "GB18030" })
        {
            var set = CharacterSetSamples.Set(terms);
            Assert.True(set.TryEncode("a\uFFFDé", DicomVR.LO, out var bytes));
            Assert.Equal("a\uFFFDé", set.Decode(bytes, DicomVR.LO, out var isLossless));
            Assert.True(isLossless);
        }
    }

    [Theory]
    [InlineData("GB18030", "\u00C5\u005C\\a", "臷\\a")]
    [InlineData("GBK", "\u00C5\u005C\\a", "臷\\a")]
    [InlineData(@"\ISO 2022 IR 87", "\u001B$B%\\\u001B(B\\a", "ソ\\a")]
    public void Byte_5C_inside_a_character_is_no_delimiter(string terms, string latin1, string text)
    {
        var set = CharacterSetSamples.Set(terms);
        var decoded = set.Decode(Bytes(latin1), DicomVR.LO, out _);
        Assert.Equal(text[^2..], decoded[^2..]);
        Assert.Equal(2, decoded.Split('\\').Length);
        Assert.Equal(1, decoded.Split('\\')[0].Length);
        Assert.True(set.TryEncode(decoded, DicomVR.LO, out var bytes));
        Assert.Equal(Bytes(latin1), bytes);
    }

    [Fact]
    public void Sets_start_anew_at_the_delimiters_of_the_VR_only()
    {
        var set = CharacterSetSamples.Set(@"ISO 2022 IR 100\ISO 2022 IR 144");
        var bytes = Bytes("\u001B-L\u00BB\\\u00E9^\u00E9\t\u00E9");
        Assert.Equal("Л\\é^é\té", set.Decode(bytes, DicomVR.LO, out _));
        Assert.Equal("Л\\щ^щ\té", set.Decode(bytes, DicomVR.LT, out _));
        Assert.Equal("Л^é=é", set.Decode(Bytes("\u001B-L\u00BB^\u00E9=\u00E9"), DicomVR.PN, out _));
        Assert.Equal("Л^щ=щ", set.Decode(Bytes("\u001B-L\u00BB^\u00E9=\u00E9"), DicomVR.SH, out _));
    }

    [Fact]
    public void Set_that_is_not_named_again_after_a_delimiter_is_understood_but_reported()
    {
        var set = CharacterSetSamples.Set(@"\ISO 2022 IR 149");
        Assert.Equal("洪^吉洞", set.Decode(Bytes("\u001B$)C\u00FB\u00F3^\u00D1\u00CE\u00D4\u00D7"), DicomVR.PN, out var isLossless));
        Assert.False(isLossless);
    }

    [Fact]
    public void Delimiter_after_an_unfinished_two_byte_set_is_still_a_delimiter()
    {
        var set = CharacterSetSamples.Set(@"\ISO 2022 IR 87");
        Assert.Equal(@"山\田", set.Decode(Bytes("\u001B$B;3\\\u001B$BED\u001B(B"), DicomVR.LO, out _));
        Assert.Equal("山\r\nab", set.Decode(Bytes("\u001B$B;3\r\nab"), DicomVR.LT, out _));
    }

    [Fact]
    public void Yen_and_overline_of_ISO_IR_14()
    {
        var set = CharacterSetSamples.Set("ISO_IR 13");
        Assert.Equal(@"a\b‾", set.Decode(@"a\b~"u8, DicomVR.LO, out var isLossless));
        Assert.True(isLossless);
        Assert.Equal("a¥b‾", set.Decode(@"a\b~"u8, DicomVR.LT, out isLossless));
        Assert.True(isLossless);
        Assert.True(set.TryEncode(@"a\b‾", DicomVR.LO, out var bytes));
        Assert.Equal(@"a\b~"u8, bytes);
        Assert.True(set.TryEncode("a¥b‾", DicomVR.LT, out bytes));
        Assert.Equal(@"a\b~"u8, bytes);

        // Neither is the yen sign a delimiter, nor the backslash or tilde a character of the set.
        Assert.False(set.TryEncode(@"a\b", DicomVR.LT, out _));
        Assert.False(set.TryEncode("~", DicomVR.LO, out _));
    }

    [Fact]
    public void Yen_sign_is_never_written_as_a_delimiter()
    {
        // The encoder must not turn a character into the byte of a delimiter.
        Assert.False(CharacterSetSamples.Set("ISO_IR 13").TryEncode("a¥b", DicomVR.LO, out _));
    }

    [Theory]
    [InlineData("ISO_IR 100", "Ł")]
    [InlineData("ISO_IR 100", "\u0085")]
    [InlineData("GBK", "\u0080")]
    [InlineData("GBK", "한")]
    [InlineData(@"\ISO 2022 IR 87", "丂")]
    [InlineData(@"\ISO 2022 IR 87", "①")]
    [InlineData(@"\ISO 2022 IR 149", "😀")]
    [InlineData("ISO_IR 192", "a\u001B")]
    [InlineData(@"\ISO 2022 IR 87", "山\u001B$B")]
    public void What_a_set_does_not_have_is_refused(string terms, string text)
    {
        Assert.False(CharacterSetSamples.Set(terms).TryEncode(text, DicomVR.LO, out var bytes));
        Assert.Empty(bytes);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        foreach (var (terms, _) in CharacterSetSamples.All)
        {
            Assert.False(CharacterSetSamples.Set(terms).TryEncode(new string('\uD800', 1), DicomVR.LO, out var bytes));
            Assert.Empty(bytes);
        }
    }

    [Fact]
    public void VRs_outside_the_character_set_hold_ASCII()
    {
        var set = CharacterSetSamples.Set("ISO_IR 100");
        Assert.True(set.TryEncode("ISO_IR 100", DicomVR.CS, out _));
        Assert.False(set.TryEncode("É", DicomVR.CS, out _));
        Assert.Equal("É", set.Decode([0xC9], DicomVR.CS, out var isLossless));
        Assert.False(isLossless);
    }

    [Fact]
    public void Long_values_decode_like_short_ones()
    {
        foreach (var (terms, text) in CharacterSetSamples.All)
        {
            var set = CharacterSetSamples.Set(terms);
            var longText = string.Join('\\', Enumerable.Repeat(text, 200));
            Assert.True(set.TryEncode(longText, DicomVR.PN, out var bytes));
            Assert.Equal(longText, set.Decode(bytes, DicomVR.PN, out var isLossless));
            Assert.True(isLossless);
        }
    }

    [Fact]
    public void Code_pages_stay_unregistered_in_the_process()
    {
        Assert.True(CharacterSetSamples.Set("GBK").TryEncode("王", DicomVR.LO, out _));
        Assert.Throws<NotSupportedException>(() => Encoding.GetEncoding(936));
    }
}
