using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Proof;

/// <summary>
/// Objects with identifiers of invented patients in every corner that a de-identifier can forget, and the list of them. The same seed gives
/// the same bytes. <see cref="RawSearch"/> finds what is left of them in outputs.
/// </summary>
/// <remarks>
/// Places: top level, nested, private, private sequences, UN-encoded sequences, OB and UN blobs in several encodings, a bulk value, free
/// text with reversed names and dates in six forms, UIDs that hold dates, preamble, file meta information, trailing padding, icon, overlay
/// and curve, PDF, CDA, SR, person identification, multi-valued names, original attributes, signatures, file and folder names; and names
/// in Japanese (three groups), Greek, Arabic, Korean and Chinese.
/// </remarks>
internal sealed class PlantedStudy
{
    private const string CtImage = "1.2.840.10008.5.1.4.1.1.2";
    private readonly List<PlantedFile> _files = [];
    private readonly List<Plant> _plants = [];

    static PlantedStudy() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private PlantedStudy(int seed)
    {
        Image(new PlantedPerson(seed), DicomTransferSyntax.ExplicitLittleEndian);
        Report(new PlantedPerson(seed + 1_000_003));
        Pdf(new PlantedPerson(seed + 2_000_003));
        Cda(new PlantedPerson(seed + 3_000_017));
        Script(new PlantedPerson(seed + 4_000_037), "jp", "\\ISO 2022 IR 87", "高橋", "健一", "たかはし", "けんいち", "iso-2022-jp");
        Script(new PlantedPerson(seed + 5_000_011), "gr", "ISO_IR 126", "Καραγιάννης", "Θεοδώρα", null, null, "utf-16");
        Script(new PlantedPerson(seed + 6_000_029), "ar", "ISO_IR 127", "الحداد", "سمير", null, null, "utf-8");
        Script(new PlantedPerson(seed + 7_000_003), "kr", "\\ISO 2022 IR 149", "박서준", "최민호", null, null, "euc-kr");
        Script(new PlantedPerson(seed + 8_000_009), "cn", "GB18030", "赵建国", "陈思远", null, null, "gb18030");
        Script(new PlantedPerson(seed + 9_000_011), "de", "ISO_IR 100", "Müllerström", "Zoë-Ångela", null, null, "utf-16BE");
        Image(new PlantedPerson(seed + 10_000_019), DicomTransferSyntax.ImplicitLittleEndian);
        Image(new PlantedPerson(seed + 11_000_027), DicomTransferSyntax.DeflatedExplicitLittleEndian);
    }

    /// <summary>The objects.</summary>
    public IReadOnlyList<PlantedFile> Files => _files;

    /// <summary>Everything that was planted, in the order of the files.</summary>
    public IReadOnlyList<Plant> Plants => _plants;

    /// <summary>Makes a study; another seed gives other people.</summary>
    public static PlantedStudy Create(int seed) => new(seed);

    /// <summary>Writes all files below a folder.</summary>
    public void WriteTo(string folder)
    {
        foreach (var file in _files)
        {
            var path = Path.Combine(folder, file.RelativePath.Replace('/', Path.DirectorySeparatorChar));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Bytes);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private PlantItem Start(PlantedPerson p, string file, string sopClass, string charset, int number, string? name = null)
    {
        var set = DicomCharacterSet.FromTerms(charset.Split('\\'));
        var item = new PlantItem(file, set, string.Empty, _plants);
        if (charset.Length > 0)
        {
            item.Set(0x00080005, charset);
        }

        if (name is null)
        {
            item.Plant(0x00100010, p.Name, PlantKind.Name, p.Family, p.Given, p.Middle);
        }
        else
        {
            item.Plant(0x00100010, name, PlantKind.Name, [.. name.Split('=', '^').Where(part => part.Length > 0)]);
        }

        item.Set(0x00080016, sopClass)
            .Plant(0x00080018, p.Uid(number, 1), PlantKind.Uid)
            .Plant(0x00080020, Day(p.StudyDate), PlantKind.Date)
            .Set(0x00080030, "101112")
            .Plant(0x00080050, p.Accession, PlantKind.Order)
            .Plant(0x00080080, p.Institution, PlantKind.Institution)
            .Plant(0x00080090, $"{p.Physician.Family}^{p.Physician.Given}", PlantKind.Staff, p.Physician.Family, p.Physician.Given)
            .Plant(0x00100020, p.PatientId, PlantKind.PatientId)
            .Plant(0x00100030, Day(p.BirthDate), PlantKind.Date)
            .Set(0x00100040, "O")
            .Plant(0x00101040, p.Address, PlantKind.Address)
            .Plant(0x00102154, p.Telephone, PlantKind.Telephone)
            .Sequence(0x00101002, i => i.Plant(0x00100020, p.OtherId, PlantKind.PatientId).Set(0x00100022, "TEXT"))
            .Plant(0x0020000D, p.Uid(0, 0), PlantKind.Uid)
            .Plant(0x0020000E, p.Uid(number, 0), PlantKind.Uid)
            .Plant(0x00200010, p.StudyId, PlantKind.Order)
            .Set(0x00200011, number.ToString(CultureInfo.InvariantCulture));
        _plants.Add(new Plant(p.PatientId, PlantKind.PatientId, file, "file name"));
        _plants.Add(new Plant(p.Family, PlantKind.Name, file, "file name"));
        return item;
    }

    private string FileName(PlantedPerson p, string kind) => $"{p.PatientId}/{kind}/{p.Family}_{_files.Count:00}.dcm";

    private void Finish(PlantItem item, string file, DicomTransferSyntax syntax, PlantedPerson p)
    {
        using var made = DicomFile.Create(item.Dataset, syntax);
        _plants.Add(new Plant(made.FileMeta!.GetText(DicomTags.MediaStorageSOPInstanceUID)!, PlantKind.Uid, file, "(0002,0003)"));
        made.FileMeta.SetText(new DicomTag(0x00020016), p.Physician.Family.ToUpperInvariant(), DicomVR.AE);
        _plants.Add(new Plant(p.Physician.Family.ToUpperInvariant(), PlantKind.Staff, file, "(0002,0016)"));
        made.FileMeta.SetText(new DicomTag(0x00020100), p.Uid(7, 7), DicomVR.UI);
        made.FileMeta.Set(DicomElement.Create(new DicomTag(0x00020102), DicomVR.OB, Encoding.Latin1.GetBytes($"owner={p.Given} {p.Family};")));
        _plants.Add(new Plant(p.Family, PlantKind.Name, file, "(0002,0102)"));
        using var stream = new MemoryStream();
        made.WriteTo(stream);
        var bytes = stream.ToArray();

        // A TIFF header, whose first directory is a description (PS3.10 7.1).
        "II*\0\b\0\0\0"u8.CopyTo(bytes);
        Encoding.Latin1.GetBytes($"ImageDescription {p.Given} {p.Family}\0").CopyTo(bytes, 16);
        _plants.Add(new Plant(p.Family, PlantKind.Name, file, "preamble"));
        _files.Add(new PlantedFile(file, bytes));
    }

    private void Image(PlantedPerson p, DicomTransferSyntax syntax)
    {
        var file = FileName(p, "sc");
        var item = Start(p, file, CtImage, "ISO_IR 192", 1);
        item.Set(0x00080060, "OT").Set(0x00080064, "WSD").Set(0x00200013, "1").Set(0x00280301, "NO");
        Texts(item, p);
        Nested(item, p);
        Private(item, p);
        Carriers(item, p);
        item.Set(0x00280002, "1").Set(0x00280004, "MONOCHROME2").Set(0x00280010, "16").Set(0x00280011, "16")
            .Set(0x00280100, "8").Set(0x00280101, "8").Set(0x00280102, "7").Set(0x00280103, "0");
        item.Dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, new byte[256]));
        item.Bytes(0xFFFCFFFC, DicomVR.OB, Encoding.Latin1, $"pad {p.Given} {p.Family} pad", PlantKind.Name, p.Given, p.Family);
        Finish(item, file, syntax, p);
    }

    private static void Texts(PlantItem item, PlantedPerson p)
    {
        var born = p.BirthDate;
        var culture = CultureInfo.InvariantCulture;
        string[] dates =
        [
            born.ToString("yyyyMMdd", culture), born.ToString("yyyy-MM-dd", culture), born.ToString("dd/MM/yyyy", culture),
            born.ToString("ddMMyyyy", culture), born.ToString("d MMM yyyy", culture), born.ToString("MM/dd/yyyy", culture),
        ];
        item.Plant(0x00204000, $"Seen {p.Given}, {p.Family} today", PlantKind.Name, p.Given, p.Family)
            .Plant(0x00081030, $"CT of {p.Family.ToUpperInvariant()}{p.Given.ToUpperInvariant()}", PlantKind.Name, p.Family.ToUpperInvariant())
            .Plant(0x0008103E, $"{p.Family}-{p.Given} thorax", PlantKind.Name, p.Family, p.Given)
            .Plant(0x00181030, "for " + p.Accession.ToLowerInvariant(), PlantKind.Order, p.Accession.ToLowerInvariant())
            .Plant(0x00102000, "ring " + p.Telephone.Replace("+44 ", "0", StringComparison.Ordinal), PlantKind.Telephone, p.Telephone[4..])
            .Plant(0x001021B0, $"DOB {dates[0]}.", PlantKind.Date, dates[0])
            .Plant(0x00104000, $"born {dates[1]},", PlantKind.Date, dates[1])
            .Plant(0x00324000, $"since {dates[2]}", PlantKind.Date, dates[2])
            .Plant(0x00380500, $"on {dates[3]}", PlantKind.Date, dates[3])
            .Plant(0x00402400, $"the {dates[4]} in town", PlantKind.Date, dates[4])
            .Plant(0x00401400, $"US style {dates[5]}", PlantKind.Date, dates[5])
            .Plant(0x00321060, $"NHS {p.Nhs[..3]} {p.Nhs[3..6]} {p.Nhs[6..]}", PlantKind.NhsNumber, $"{p.Nhs[..3]} {p.Nhs[3..6]} {p.Nhs[6..]}")
            .Plant(0x00321070, "NHS" + p.Nhs, PlantKind.NhsNumber, p.Nhs)
            .Plant(0x00321030, p.Postcode, PlantKind.Postcode)
            .Plant(0x0040A160, "write to " + p.Email, PlantKind.Email, p.Email)
            .Plant(0x00081190, "http://pacs.example.org/" + p.PatientId, PlantKind.Url, p.PatientId)
            .Plant(0x0040E010, DicomVR.UT, @"\\fileserver\scans\" + p.Accession, PlantKind.Url, p.Accession)
            .Plant(0x00081070, $"{p.Operators[0].Family}^{p.Operators[0].Given}\\{p.Operators[1].Family}^{p.Operators[1].Given}", PlantKind.Staff, p.Operators[0].Family, p.Operators[1].Given)
            .Plant(0x00101001, $"{p.Family}^{p.Middle}\\{p.Given}^{p.Family}", PlantKind.Name, p.Middle, p.Given)
            .Plant(0x00081040, p.Department, PlantKind.Institution)
            .Plant(0x00402016, p.Order, PlantKind.Order)
            .Plant(0x00400254, "req " + p.Order + " by dept", PlantKind.Order, p.Order)
            .Plant(0x00080081, $"Site: {p.Institution}, ground floor", PlantKind.Institution, p.Institution);
    }

    private static void Nested(PlantItem item, PlantedPerson p) => item
        .Sequence(0x00400275, r => r
            .Plant(0x00401001, p.Order, PlantKind.Order)
            .Sequence(0x00400008, c => c.Set(0x00080100, "X1").Set(0x00080102, "99X").Plant(0x00080104, $"{p.Given} scan", PlantKind.Name, p.Given)))
        .Sequence(0x00080096, i => i
            .Sequence(0x00401101, c => c.Set(0x00080100, "D77").Set(0x00080102, "99X").Plant(0x00080104, $"Dr {p.Physician.Given} {p.Physician.Family}", PlantKind.Staff, p.Physician.Family))
            .Plant(0x00401102, p.Address, PlantKind.Address)
            .Plant(0x00401103, p.Telephone, PlantKind.Telephone)
            .Plant(0x00080080, p.Institution, PlantKind.Institution))
        .Sequence(0x00081140, i => i.Set(0x00081150, CtImage).Plant(0x00081155, p.Uid(1, 1), PlantKind.Uid))
        .Sequence(0x00082112, i => i.Set(0x00081150, CtImage).Set(0x00081155, "2.25.1234567890123456789")
            .Sequence(0x0040A170, c => c.Set(0x00080100, "1").Set(0x00080102, "99X").Plant(0x00080104, Day(p.StudyDate), PlantKind.Date)))
        .Sequence(0x04000561, o => o
            .Plant(0x04000562, Day(p.StudyDate) + "101112", PlantKind.Date, Day(p.StudyDate))
            .Sequence(0x04000550, m => m
                .Plant(0x00100010, $"{p.Given}^{p.Family}", PlantKind.Name, p.Given, p.Family)
                .Plant(0x00100020, p.OtherId, PlantKind.PatientId)))
        .Sequence(0xFFFAFFFA, s => s
            .Set(0x04000005, "1").Plant(0x04000100, p.Uid(9, 9)[..^2], PlantKind.Uid, [])
            .Bytes(0x04000115, DicomVR.OB, Encoding.Latin1, $"0\u0082\u0003CN={p.Physician.Given} {p.Physician.Family}\u0000\u0001", PlantKind.Staff, p.Physician.Family));

    private static void Private(PlantItem item, PlantedPerson p)
    {
        var whole = $"{p.Given} {p.Family}";
        item.Set(0x00290010, "DEIDPS PLANT 1")
            .Plant(0x00291001, DicomVR.LO, p.PatientId, PlantKind.PatientId)
            .Plant(0x00291002, DicomVR.DA, Day(p.StudyDate), PlantKind.Date)
            .Plant(0x00291003, DicomVR.UI, p.Uid(1, 1), PlantKind.Uid)
            .Plant(0x00291004, DicomVR.PN, $"{p.Family}^{p.Given}", PlantKind.Name, p.Family)
            .Bytes(0x00291010, DicomVR.OB, Encoding.UTF8, $"\0\u0001{whole}\0", PlantKind.Name, p.Given, p.Family)
            .Bytes(0x00291011, DicomVR.OB, Encoding.Unicode, "\u0001 " + whole + " ", PlantKind.Name, p.Given, p.Family)
            .Bytes(0x00291012, DicomVR.UN, [7, .. Encoding.BigEndianUnicode.GetBytes(whole), 7], PlantKind.Name, p.Given, p.Family)
            .Bytes(0x00291013, DicomVR.UN, Encoding.ASCII, $"<PatientID>{p.PatientId}</PatientID>", PlantKind.PatientId, p.PatientId)
            .Bytes(0x00291014, DicomVR.UN, ImplicitSequence(0x00100010, whole), PlantKind.Name)
            .NoteAt("(0029,1014)[0]/(0010,0010)", PlantKind.Name, p.Given, p.Family)
            .Bytes(0x00291015, DicomVR.OW, Encoding.ASCII, "ACQ " + Day(p.StudyDate) + " end.", PlantKind.Date, Day(p.StudyDate))
            .Bytes(0x00291016, DicomVR.OB, Encoding.ASCII, $"uid={p.Uid(1, 0)};", PlantKind.Uid, p.Uid(1, 0))
            .Sequence(0x00291020, i => i
                .Set(0x00290010, "DEIDPS PLANT 2")
                .Plant(0x00291030, DicomVR.LT, "ward of " + p.Family, PlantKind.Name, p.Family)
                .Plant(0x00080050, p.Accession, PlantKind.Order));

        // Longer than what the reader keeps in memory, with the name across the edge of a block.
        var bulk = new byte[200_000];
        Encoding.ASCII.GetBytes(" " + whole + " ").CopyTo(bulk, 65_530);
        Encoding.Unicode.GetBytes(" " + p.OtherId + " ").CopyTo(bulk, 131_067);
        item.Bytes(0x00291040, DicomVR.OB, bulk, PlantKind.Name, p.Family)
            .Note(new DicomTag(0x00291040), PlantKind.PatientId, p.OtherId);
    }

    private static void Carriers(PlantItem item, PlantedPerson p)
    {
        var name = Encoding.Latin1.GetBytes($" {p.Given} {p.Family} ");
        item.Sequence(0x00880200, i => i
                .Set(0x00280002, "1").Set(0x00280004, "MONOCHROME2").Set(0x00280010, "8").Set(0x00280011, "16")
                .Set(0x00280100, "8").Set(0x00280101, "8").Set(0x00280102, "7").Set(0x00280103, "0")
                .Bytes(0x7FE00010, DicomVR.OW, [.. name, .. new byte[128 - name.Length]], PlantKind.Name, p.Family))
            .Set(0x60000010, "8").Set(0x60000011, "8").Set(0x60000040, "G").Set(0x60000050, "1\\1").Set(0x60000100, "1").Set(0x60000102, "0")
            .Plant(0x60000022, DicomVR.LO, "outline for " + p.Family, PlantKind.Name, p.Family)
            .Plant(0x60001500, DicomVR.LO, "roi " + p.Given, PlantKind.Name, p.Given)
            .Plant(0x60004000, DicomVR.LT, "drawn " + p.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), PlantKind.Date, p.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            .Bytes(0x60003000, DicomVR.OW, new byte[8], PlantKind.Name)
            .Plant(0x50000022, DicomVR.LO, "trace of " + p.Given, PlantKind.Name, p.Given)
            .Bytes(0x50003000, DicomVR.OB, Encoding.ASCII, $"[{p.OtherId}]", PlantKind.PatientId, p.OtherId);
    }

    private void Report(PlantedPerson p)
    {
        var file = FileName(p, "sr");
        var item = Start(p, file, "1.2.840.10008.5.1.4.1.1.88.11", "ISO_IR 100", 2);
        item.Set(0x00080060, "SR").Set(0x00200013, "1").Set(0x0040A040, "CONTAINER").Set(0x0040A050, "SEPARATE")
            .Sequence(0x0040A073, i => i
                .Plant(0x0040A027, p.Institution, PlantKind.Institution)
                .Plant(0x0040A075, $"{p.Physician.Family}^{p.Physician.Given}", PlantKind.Staff, p.Physician.Family))
            .Sequence(
                0x0040A730,
                i => Content(i, "TEXT").Plant(0x0040A160, $"Mrs {p.Family} was born on {p.BirthDate.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}", PlantKind.Name, p.Family)
                    .Note(new DicomTag(0x0040A160), PlantKind.Date, p.BirthDate.ToString("d MMM yyyy", CultureInfo.InvariantCulture)),
                i => Content(i, "PNAME").Plant(0x0040A123, $"{p.Given}^{p.Family}", PlantKind.Name, p.Given, p.Family),
                i => Content(i, "DATE").Plant(0x0040A121, Day(p.StudyDate), PlantKind.Date),
                i => Content(i, "UIDREF").Plant(0x0040A124, p.Uid(2, 1), PlantKind.Uid),
                i => Content(i, "CONTAINER").Sequence(0x0040A730, j => Content(j, "TEXT").Plant(0x0040A160, "ward round with " + p.Physician.Given, PlantKind.Staff, p.Physician.Given)));
        Finish(item, file, DicomTransferSyntax.ExplicitLittleEndian, p);

        static PlantItem Content(PlantItem i, string type) => i.Set(0x0040A010, "CONTAINS").Set(0x0040A040, type)
            .Sequence(0x0040A043, c => c.Set(0x00080100, "121106").Set(0x00080102, "DCM").Set(0x00080104, "Comment"));
    }

    private void Pdf(PlantedPerson p)
    {
        var file = FileName(p, "pdf");
        var item = Start(p, file, "1.2.840.10008.5.1.4.1.1.104.1", "ISO_IR 100", 3);
        var title = string.Concat(Encoding.BigEndianUnicode.GetBytes(p.Family).Select(b => (char)b));
        var text = $"%PDF-1.4\n1 0 obj<</Title(\u00FE\u00FF{title})/Author({p.Physician.Given})>>endobj\n2 0 obj<</Length 40>>stream\nBT /F1 12 Tf ({p.Given} {p.OtherId}) Tj ET\nendstream endobj\n%%EOF\n";
        item.Set(0x00080060, "DOC").Set(0x00200013, "1").Set(0x00280301, "YES").Set(0x00420012, "application/pdf")
            .Plant(0x00420010, $"Letter about {p.Family}", PlantKind.Name, p.Family)
            .Bytes(0x00420011, DicomVR.OB, Encoding.Latin1, text, PlantKind.Name, p.Family, p.Given)
            .Note(new DicomTag(0x00420011), PlantKind.PatientId, p.OtherId)
            .Note(new DicomTag(0x00420011), PlantKind.Staff, p.Physician.Given);
        Finish(item, file, DicomTransferSyntax.ExplicitLittleEndian, p);
    }

    private void Cda(PlantedPerson p)
    {
        var file = FileName(p, "cda");
        var item = Start(p, file, "1.2.840.10008.5.1.4.1.1.104.2", "ISO_IR 192", 4);
        var text = $"<?xml version=\"1.0\"?><ClinicalDocument><patient><given>{p.Given}</given><family>{p.Family}</family><birthTime value=\"{Day(p.BirthDate)}\"/></patient></ClinicalDocument>";
        item.Set(0x00080060, "DOC").Set(0x00200013, "1").Set(0x00280301, "YES").Set(0x00420010, string.Empty).Set(0x00420012, "text/XML")
            .Bytes(0x00420011, DicomVR.OB, Encoding.UTF8, text, PlantKind.Name, p.Family, p.Given)
            .Note(new DicomTag(0x00420011), PlantKind.Date, Day(p.BirthDate))
            .Plant(0x00402016, p.Order, PlantKind.Order)
            .Plant(0x0040E001, DicomVR.ST, p.Order, PlantKind.Order);
        Finish(item, file, DicomTransferSyntax.ExplicitLittleEndian, p);
    }

    /// <summary>A name in another script: in the patient's name, reversed in text, nested, and as bytes in an encoding of the script.</summary>
    private void Script(PlantedPerson p, string kind, string charset, string family, string given, string? familySound, string? givenSound, string bytesIn)
    {
        var file = FileName(p, kind);
        var alphabetic = charset.StartsWith('\\') ? $"{p.Family}^{p.Given}=" : string.Empty;
        var name = $"{alphabetic}{family}^{given}" + (familySound is null ? string.Empty : $"={familySound}^{givenSound}");
        var item = Start(p, file, CtImage, charset, 5, name);
        if (alphabetic.Length == 0)
        {
            // The file's name is in letters that every file system takes.
            item.Plant(0x00101001, $"{p.Family}^{p.Given}", PlantKind.Name, p.Family, p.Given);
        }

        item.Set(0x00080060, "OT").Set(0x00080064, "WSD").Set(0x00200013, "1")
            .Plant(0x00204000, $"{given} {family}", PlantKind.Name, given, family)
            .Plant(0x00081030, DicomVR.LO, $"x{given}.{family}", PlantKind.Name, family)
            .Sequence(0x00400275, i => i.Plant(0x00400007, $"({family})", PlantKind.Name, family))
            .Set(0x00290010, "DEIDPS PLANT 1")
            .Bytes(0x00291010, DicomVR.OB, Encoding.GetEncoding(bytesIn), $" {family} {given} ", PlantKind.Name, family, given)
            .Bytes(0x00291011, DicomVR.UN, Encoding.UTF8, $"<n>{given}{family}</n>", PlantKind.Name, given, family);
        if (familySound is not null)
        {
            item.Plant(0x00104000, $"読み {givenSound} {familySound}", PlantKind.Name, familySound, givenSound!);
        }

        Finish(item, file, DicomTransferSyntax.ExplicitLittleEndian, p);
    }

    /// <summary>One item with one text element, implicit VR little endian, as it stands in an element of VR UN (PS3.5 6.2.2).</summary>
    private static byte[] ImplicitSequence(uint tag, string text)
    {
        var value = Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + " ");
        var bytes = new byte[16 + value.Length];
        Header(bytes, 0xFFFEE000, 8 + value.Length);
        Header(bytes.AsSpan(8), tag, value.Length);
        value.CopyTo(bytes, 16);
        return bytes;

        static void Header(Span<byte> at, uint tag, int length)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)(tag >> 16));
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], (ushort)tag);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], length);
        }
    }
}
