using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Text;

/// <summary>What we encode, pydicom and DCMTK have to read as the same text.</summary>
public sealed class OtherReaderTests(ITestOutputHelper output)
{
    private const string Pydicom = """
        import json, sys, warnings
        warnings.simplefilter('ignore')
        from pydicom.charset import convert_encodings, decode_bytes
        from pydicom.valuerep import PersonName, TEXT_VR_DELIMS
        texts = []
        for case in json.load(sys.stdin):
            encodings = convert_encodings(case['terms'].split('\\'))
            value = bytes.fromhex(case['hex'])
            if case['vr'] == 'PN':
                texts.append(str(PersonName(value, encodings)))
            else:
                texts.append(decode_bytes(value, encodings, TEXT_VR_DELIMS))
        json.dump(texts, sys.stdout)
        """;

    // ISO-IR 203 came to the standard in 2024.
    private static IEnumerable<(string Terms, string Text)> Samples =>
        CharacterSetSamples.All.Where(sample => !sample.Terms.Contains("203", StringComparison.Ordinal));

    [Theory]
    [InlineData(DicomVR.PN)]
    [InlineData(DicomVR.LT)]
    public void Pydicom_reads_the_same_text(DicomVR vr)
    {
        if (OtherReader.Run(OtherReader.Python, string.Empty, "-c", "import pydicom") is null)
        {
            output.WriteLine("Not compared: python3 with pydicom is not installed.");
            return;
        }

        // The overline of ISO-IR 14, which Python takes for a tilde, is not among the samples.
        var cases = Samples.Select(sample => (sample.Terms, sample.Text, Bytes: Encode(sample.Terms, sample.Text, vr))).ToArray();
        var input = JsonSerializer.Serialize(cases.Select(c => new { terms = c.Terms, hex = Convert.ToHexString(c.Bytes), vr = vr.ToString() }));
        var texts = JsonSerializer.Deserialize<string[]>(OtherReader.Run(OtherReader.Python, input, "-c", Pydicom)!)!;
        for (var i = 0; i < cases.Length; i++)
        {
            // pydicom before 2.4 leaves the escape sequence of GB 2312 in the text.
            Assert.Equal(cases[i].Terms + ": " + cases[i].Text, cases[i].Terms + ": " + texts[i].Replace("\u001B$)A", ""));
        }
    }

    [Fact]
    public void Dcmtk_reads_the_same_text()
    {
        if (OtherReader.Run("dcmdump", string.Empty, "--version") is null)
        {
            output.WriteLine("Not compared: dcmdump is not installed.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("deidps-charset-");
        try
        {
            foreach (var (terms, text) in Samples)
            {
                var path = Path.Combine(folder.FullName, "name.dcm");
                File.WriteAllBytes(path, DataSet(terms, Encode(terms, text, DicomVR.PN)));
                // Built upon the C library's iconv, DCMTK knows no ISO-IR 87 and 159.
                if (terms.Contains(" 87", StringComparison.Ordinal))
                {
                    continue;
                }

                var dump = OtherReader.Run("dcmdump", string.Empty, "--read-dataset", "--read-xfer-little", "--convert-to-utf8", "--print-all", "--search", "0010,0010", path);
                Assert.True(dump is not null, $"dcmdump does not read {terms}.");
                Assert.Contains($"[{text}", dump);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Encode(string terms, string text, DicomVR vr)
    {
        Assert.True(CharacterSetSamples.Set(terms).TryEncode(text, vr, out var bytes));
        return bytes;
    }

    // A data set of two elements in explicit VR little endian.
    private static byte[] DataSet(string terms, byte[] name) =>
        [.. Element(0x0008, 0x0005, "CS"u8, Encoding.ASCII.GetBytes(terms)), .. Element(0x0010, 0x0010, "PN"u8, name)];

    private static byte[] Element(ushort group, ushort element, ReadOnlySpan<byte> vr, byte[] value)
    {
        byte[] padded = value.Length % 2 == 0 ? value : [.. value, (byte)' '];
        return
        [
            (byte)group, (byte)(group >> 8), (byte)element, (byte)(element >> 8), .. vr,
            (byte)padded.Length, (byte)(padded.Length >> 8), .. padded,
        ];
    }
}
