using System.Text;

namespace DeidPS.Dicom.Tests.Text;

/// <summary>Byte strings of PS3.5 Annexes H, I, J and K, and of public test files with invented names.</summary>
public sealed class CharacterSetVectorTests
{
    /// <summary>Terms, bytes as Latin-1 text with {ESC} for 1B, VR, text.</summary>
    public static TheoryData<string, string, DicomVR, string> Standard { get; } = new()
    {
        // Annex H: Japanese.
        { @"\ISO 2022 IR 87", "Yamada^Tarou={ESC}$B;3ED{ESC}(B^{ESC}$BB@O:{ESC}(B={ESC}$B$d$^$@{ESC}(B^{ESC}$B$?$m$&{ESC}(B", DicomVR.PN, "Yamada^Tarou=山田^太郎=やまだ^たろう" },
        { @"ISO 2022 IR 13\ISO 2022 IR 87", "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3={ESC}$B;3ED{ESC}(J^{ESC}$BB@O:{ESC}(J={ESC}$B$d$^$@{ESC}(J^{ESC}$B$?$m$&{ESC}(J", DicomVR.PN, "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう" },

        // Annex I: Korean.
        { @"\ISO 2022 IR 149", "Hong^Gildong={ESC}$)C\u00FB\u00F3^{ESC}$)C\u00D1\u00CE\u00D4\u00D7={ESC}$)C\u00C8\u00AB^{ESC}$)C\u00B1\u00E6\u00B5\u00BF", DicomVR.PN, "Hong^Gildong=洪^吉洞=홍^길동" },
        { @"\ISO 2022 IR 149", "The first line includes {ESC}$)C\u00B1\u00E6\u00B5\u00BF.\r\nThe second line includes {ESC}$)C\u00B1\u00E6\u00B5\u00BF, too.\r\nThe third line.", DicomVR.LT, "The first line includes 길동.\r\nThe second line includes 길동, too.\r\nThe third line." },

        // Annex J: Unicode and GB18030.
        { "ISO_IR 192", "Wang^XiaoDong=\u00E7\u008E\u008B^\u00E5\u00B0\u008F\u00E6\u009D\u00B1=", DicomVR.PN, "Wang^XiaoDong=王^小東=" },
        { "GB18030", "Wang^XiaoDong=\u00CD\u00F5^\u00D0\u00A1\u00B6\u00AB=", DicomVR.PN, "Wang^XiaoDong=王^小东=" },
        { "GBK", "Wang^XiaoDong=\u00CD\u00F5^\u00D0\u00A1\u00B6\u00AB=", DicomVR.PN, "Wang^XiaoDong=王^小东=" },

        // Annex K: GB 2312.
        { @"\ISO 2022 IR 58", "Zhang^XiaoDong={ESC}$)A\u00D5\u00C5^{ESC}$)A\u00D0\u00A1\u00B6\u00AB=", DicomVR.PN, "Zhang^XiaoDong=张^小东=" },

        // Public test files.
        { "ISO_IR 127", "\u00E2\u00C8\u00C7\u00E6\u00EA^\u00E4\u00E6\u00D2\u00C7\u00D1", DicomVR.PN, "قباني^لنزار" },
        { "ISO_IR 100", "Buc^J\u00E9r\u00F4me", DicomVR.PN, "Buc^Jérôme" },
        { "ISO_IR 100", "\u00C4neas^R\u00FCdiger", DicomVR.PN, "Äneas^Rüdiger" },
        { "ISO_IR 126", "\u00C4\u00E9\u00EF\u00ED\u00F5\u00F3\u00E9\u00EF\u00F2", DicomVR.PN, "Διονυσιος" },
        { "ISO_IR 138", "\u00F9\u00F8\u00E5\u00EF^\u00E3\u00E1\u00E5\u00F8\u00E4", DicomVR.PN, "שרון^דבורה" },
        { "ISO_IR 144", "\u00BB\u00EE\u00DAce\u00DC\u00D1yp\u00D3", DicomVR.PN, "Люкceмбypг" },
        { "ISO_IR 101", "Test-\u00E9\u00FC\u00E4\u00F6", DicomVR.PN, "Test-éüäö" },
        { "ISO_IR 110", "Test-\u00E9\u00FC\u00E4\u00F6\u00F3", DicomVR.PN, "Test-éüäöķ" },
        { "ISO_IR 166", "Test-\u00FB", DicomVR.PN, "Test-๛" },
        { @"ISO 2022 IR 6\ISO 2022 IR 87", "{ESC}$B$d$^$@{ESC}(B^{ESC}$B$?$m$&{ESC}(B", DicomVR.PN, "やまだ^たろう" },
    };

    [Theory]
    [MemberData(nameof(Standard))]
    public void Decodes_and_encodes_exactly(string terms, string latin1, DicomVR vr, string text)
    {
        var set = CharacterSetSamples.Set(terms);
        var bytes = Encoding.Latin1.GetBytes(latin1.Replace("{ESC}", "\u001B"));
        Assert.True(set.IsSupported);
        Assert.Equal(text, set.Decode(bytes, vr, out var isLossless));
        Assert.True(isLossless);
        Assert.True(set.TryEncode(text, vr, out var encoded));
        Assert.Equal(latin1, Encoding.Latin1.GetString(encoded).Replace("\u001B", "{ESC}"));
    }

    [Fact]
    public void Redundant_return_to_ASCII_is_accepted()
    {
        var set = CharacterSetSamples.Set(@"\ISO 2022 IR 149");
        Assert.Equal("김희중 ", set.Decode([0x1B, .. "$)C"u8, 0xB1, 0xE8, 0xC8, 0xF1, 0xC1, 0xDF, 0x1B, .. "(B "u8], DicomVR.PN, out var isLossless));
        Assert.True(isLossless);
    }
}
