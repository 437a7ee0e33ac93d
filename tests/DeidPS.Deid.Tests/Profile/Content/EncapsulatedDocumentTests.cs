using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeidPS.Deid.Profile.Content;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Profile.Content;

/// <summary>Code D of (0042,0011).</summary>
public sealed class EncapsulatedDocumentTests
{
    [Theory]
    [InlineData("application/pdf")]
    [InlineData("text/XML")]
    [InlineData("text/xml; charset=utf-8")]
    [InlineData("model/stl")]
    [InlineData("model/obj")]
    [InlineData("model/mtl")]
    public void A_document_becomes_the_smallest_one_of_its_kind(string mimeType)
    {
        using var file = Document(mimeType);
        EncapsulatedDocument.Replace(file.Dataset);
        using var written = DicomEdit.Objects.Reopened(file);
        var element = written.Dataset.Find(new DicomTag(0x00420011))!;
        var bytes = element.LoadBytes().ToArray();
        Assert.Equal(0, element.Length % 2);
        var length = int.Parse(written.Dataset.GetText(new DicomTag(0x00420015))!, CultureInfo.InvariantCulture);
        Assert.InRange(length, bytes.Length - 1, bytes.Length);
        Assert.True(bytes.AsSpan(length).IndexOfAnyExcept((byte)0) < 0);
        Assert.True(written.Dataset.Find(new DicomTag(0x00420010))!.IsEmpty);
        Assert.False(written.Dataset.Contains(new DicomTag(0x0040E001)));
        Check(mimeType, bytes[..length]);
    }

    [Theory]
    [InlineData("application/zip")]
    [InlineData("")]
    public void A_document_of_an_unknown_kind_goes(string mimeType)
    {
        using var file = Document(mimeType);
        EncapsulatedDocument.Replace(file.Dataset);
        Assert.False(file.Dataset.Contains(new DicomTag(0x00420011)));
        Assert.False(file.Dataset.Contains(new DicomTag(0x00420015)));
    }

    [Fact]
    public void The_document_of_the_corpus_stays_a_sound_object()
    {
        foreach (var path in Corpus.Readable.Where(p => p.Contains("/doc/", StringComparison.Ordinal)))
        {
            using var folder = new TemporaryFolder();
            var output = folder.File("out.dcm");
            using (var file = DicomFile.Open(path))
            {
                EncapsulatedDocument.Replace(file.Dataset);
                file.Save(output);
            }

            if (ExternalProgram.Dciodvfy is { } verifier)
            {
                Assert.Empty(Errors(verifier, output).Except(Errors(verifier, path)));
            }
        }

        static HashSet<string> Errors(ExternalProgram verifier, string path) =>
            [.. verifier.Run(path).Error.Split('\n').Where(l => l.StartsWith("Error", StringComparison.Ordinal))];
    }

    private static void Check(string mimeType, byte[] document)
    {
        var text = Encoding.Latin1.GetString(document);
        switch (mimeType[..8])
        {
            case "applicat":
                Assert.StartsWith("%PDF-", text, StringComparison.Ordinal);
                var xref = int.Parse(Regex.Match(text, @"startxref\n(\d+)\n%%EOF").Groups[1].Value, CultureInfo.InvariantCulture);
                Assert.StartsWith("xref\n0 4\n", text[xref..], StringComparison.Ordinal);
                var entries = Regex.Matches(text[xref..], @"(\d{10}) (\d{5}) ([fn]) \n");
                Assert.Equal(4, entries.Count);
                for (var i = 1; i < 4; i++)
                {
                    Assert.StartsWith($"{i} 0 obj\n", text[int.Parse(entries[i].Groups[1].Value, CultureInfo.InvariantCulture)..], StringComparison.Ordinal);
                }

                break;
            case "text/XML" or "text/xml":
                Assert.Equal("ClinicalDocument", XDocument.Parse(text.Trim()).Root!.Name.LocalName);
                break;
            case "model/st":
                Assert.Equal(document.Length, 84 + (50 * BinaryPrimitives.ReadInt32LittleEndian(document.AsSpan(80))));
                break;
            case "model/ob":
                Assert.Contains("f 1 2 3", text, StringComparison.Ordinal);
                break;
            default:
                Assert.StartsWith("newmtl ", text, StringComparison.Ordinal);
                break;
        }
    }

    private static DicomFile Document(string mimeType) => DicomEdit.Objects.File(
        "(0042,0010)=Letter about ZZPLANT",
        "(0042,0011) OB=ZZPLANT",
        $"(0042,0012)={mimeType}",
        "(0042,0015)=7",
        "(0040,E001)=1.2.3^ZZPLANT");
}
