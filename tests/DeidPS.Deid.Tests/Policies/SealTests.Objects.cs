using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>Objects that are hard to seal, and what somebody may do to them.</summary>
public sealed partial class SealTests
{
    /// <summary>Everything that is encoded in more than one way, by hand; dates, UIDs and identity to act on.</summary>
    private static byte[] Awkward(string syntax)
    {
        var isExplicit = syntax != ImplicitLittle;
        var isBig = syntax == ExplicitBig;
        DicomBytes New() => new(isExplicit, isBig);
        DicomBytes Implicit() => new(isExplicit: false);
        byte[] Words(params ushort[] words) => [.. words.SelectMany(w => BitConverter.GetBytes(isBig ? System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(w) : w))];
        var hidden = Implicit().Text(0x00100010, "PN", "ZZNAME").Text(0x00080060, "CS", "CT");
        var data = New()
            .Text(0x00080005, "CS", "ISO_IR 100").Text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL").Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2").Text(0x00080018, "UI", "1.2.3.4.5")
            .Text(0x00080020, "DA", "20200410").Text(0x00080022, "DA", "20200417").Text(0x00080030, "TM", "101112").Text(0x00080050, "SH", "ZZACC").Text(0x00080060, "CS", "CT").Text(0x00080090, "PN", "ZZREF").Text(0x0008103E, "LO", "T1 SAG")
            .Sequence(0x00081115, true, New().Text(0x0020000E, "UI", "1.9").Sequence(0x0008114A, false, New().Text(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.2").Text(0x00081155, "UI", "1.2.3.4.6")), New())
            .Sequence(0x00081140, false)
            .Text(0x00100010, "PN", "ZZNAME^F\u00C4RST").Text(0x00100020, "LO", "ZZID").Text(0x00100030, "DA", "19500101").Text(0x00101010, "AS", "070Y")
            .Sequence(0x00120064, true)
            .Element(0x00180050, "DS", "5.0"u8.ToArray())
            .Element(0x00181020, "LO", "software\\1.0 "u8.ToArray())
            .Element(0x00189074, "DT", "20200410101112"u8.ToArray())
            .Text(0x0020000D, "UI", "1.2.3.4").Text(0x0020000E, "UI", "1.9").Text(0x00200011, "IS", "4").Text(0x00200037, "DS", "1\\0\\0\\0\\1\\0")
            .Element(0x00209165, "AT", Words(0x0020, 0x9056))
            .Element(0x00280008, "IS", "1 "u8.ToArray()).Element(0x00280010, "US", Words(4)).Element(0x00280011, "US", Words(4)).Element(0x00280100, "US", Words(16)).Element(0x00281101, "US", Words(256, 0, 16));
        if (isExplicit)
        {
            data.Header(0x00290010, "LO", 4).Raw("ACME"u8.ToArray());
            data.Header(0x00291010, "UN", uint.MaxValue).Raw(Implicit().Tag(0xFFFEE000).UInt32((uint)hidden.Length).Raw(hidden.Bytes).Tag(0xFFFEE0DD).UInt32(0).Bytes);
            data.Element(0x00291011, "UN", [1, 2, 3]);
            data.Element(0x00291012, "OB", [1, 2, 3, 4, 5]);
        }

        data.Text(0x00400254, "LO", new string('x', 60)).Element(0x00401400, "LT", new byte[900].Select(_ => (byte)'y').ToArray());
        if (syntax is Jpeg or RunLength)
        {
            data.Header(0x7FE00010, "OB", uint.MaxValue).Tag(0xFFFEE000).UInt32(0).Tag(0xFFFEE000).UInt32(16).Raw(0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0x3F, 0, 1, 2, 0xFF, 0xD9).Tag(0xFFFEE0DD).UInt32(0);
        }
        else
        {
            data.Element(0x7FE00010, "OW", new byte[32]);
        }

        if (syntax != Deflated)
        {
            return data.File(syntax);
        }

        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(data.Bytes);
        }

        return new DicomBytes().Raw(packed.ToArray()).Raw((packed.Length & 1) == 0 ? [] : [0]).File(Deflated);
    }

    /// <summary>A policy with a key that leaves the awkward elements in place.</summary>
    private static DeidPolicy Lenient()
    {
        var script = DicomEditScript.Compile("version \"6.7\"\n(0010,0010) := \"A\"\n(0020,000D) := mapUID[(0020,000D), \"2.25\"]\n(0008,0018) := mapUID[(0008,0018), \"2.25\"]", "lenient").Script!;
        return new DeidPolicy("lenient", new ScriptStep(script)) { Accepts = Enum.GetValues<HeldCase>().ToHashSet() };
    }

    private static List<string> Codes(DicomDataset dataset) =>
        [.. dataset.Find(DicomTags.DeidentificationMethodCodeSequence)!.Items.Where(i => i.GetText(new DicomTag(0x00080102)) == "DCM").Select(i => i.GetText(new DicomTag(0x00080100))!).Order(StringComparer.Ordinal)];

    private static void Tamper(DicomDataset dataset, string kind)
    {
        var codes = dataset.Find(DicomTags.DeidentificationMethodCodeSequence)!;
        var seal = codes.Items.Single(i => i.GetText(new DicomTag(0x00080104))!.StartsWith("DeidPS seal", StringComparison.Ordinal));
        var item = dataset.Find(s_series)!.Items[0];
        switch (kind)
        {
            case "value":
                dataset.SetText(s_thickness, "5.1");
                break;
            case "padding":
                dataset.Set(DicomElement.Create(s_thickness, DicomVR.DS, " 5.0"u8.ToArray()));
                break;
            case "long text":
                dataset.Set(DicomElement.Create(new DicomTag(0x00401400), DicomVR.LT, new byte[900]));
                break;
            case "added":
                dataset.SetText(new DicomTag(0x00104000), "ZZ");
                break;
            case "removed":
                dataset.Remove(s_thickness);
                break;
            case "added in an item":
                item.Find(new DicomTag(0x0008114A))!.Items[0].SetText(new DicomTag(0x00104000), "ZZ");
                break;
            case "removed in an item":
                item.Find(new DicomTag(0x0008114A))!.Items[0].Remove(new DicomTag(0x00081150));
                break;
            case "value in an item":
                item.SetText(new DicomTag(0x0020000E), "1.8");
                break;
            case "item added":
                dataset.AddItem(s_series, []);
                break;
            case "item emptied":
                item.Clear();
                break;
            case "private added":
                dataset.Set(DicomElement.CreateText(new DicomTag(0x00291020), DicomVR.LO, "ZZ", DicomCharacterSet.Default));
                break;
            case "duplicate added":
                dataset.Set(DicomElement.CreateText(new DicomTag(0x00290011), DicomVR.LO, "ACME", DicomCharacterSet.Default));
                break;
            case "moved to another tag":
                dataset.Remove(s_thickness);
                dataset.Set(DicomElement.Create(new DicomTag(0x00180051), DicomVR.DS, "5.0"u8.ToArray()));
                break;
            case "overlay added":
                dataset.Set(DicomElement.Create(new DicomTag(0x60003000), DicomVR.OW, new byte[8]));
                break;
            case "pixels longer":
                dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, new byte[34]));
                break;
            case "code of a stranger":
                var code = new DicomDataset();
                code.SetText(new DicomTag(0x00080100), "113100");
                code.SetText(new DicomTag(0x00080102), "DCM");
                dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, code);
                break;
            case "claims of the seal":
                seal.SetText(new DicomTag(0x00080104), "DeidPS seal 00 01 03 04");
                break;
            case "seal value":
                var value = seal.GetText(new DicomTag(0x00080100))!;
                seal.SetText(new DicomTag(0x00080100), (value[0] == '0' ? "1" : "0") + value[1..]);
                break;
            case "seal removed":
                codes.RemoveItems(i => i == seal);
                break;
            case "seal emptied":
                seal.SetText(new DicomTag(0x00080100), string.Empty);
                break;
            case "second seal":
                var second = new DicomDataset();
                second.SetText(new DicomTag(0x00080100), "0000000000000000");
                second.SetText(new DicomTag(0x00080102), "99DEIDPS");
                second.SetText(new DicomTag(0x00080104), "DeidPS seal");
                dataset.AddItem(DicomTags.DeidentificationMethodCodeSequence, second);
                break;
            default:
                throw new ArgumentException(kind);
        }
    }
}
