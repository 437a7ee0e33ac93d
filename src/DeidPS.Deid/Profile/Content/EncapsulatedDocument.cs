using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile.Content;

/// <summary>Replaces encapsulated documents, code D of (0042,0011), by the smallest valid document of the same MIME type (PS3.15 E.2).</summary>
internal static class EncapsulatedDocument
{
    private static readonly DicomTag s_title = new(0x00420010);
    private static readonly DicomTag s_document = new(0x00420011);
    private static readonly DicomTag s_mimeType = new(0x00420012);
    private static readonly DicomTag s_componentTypes = new(0x00420014);
    private static readonly DicomTag s_length = new(0x00420015);
    private static readonly DicomTag s_instanceIdentifier = new(0x0040E001);

    /// <summary>
    /// Replaces the document of a data set, its length (0042,0015) and its title (0042,0010), and removes the identifier of the HL7 document
    /// (0040,E001) and the list of what was inside (0042,0014). A document of another MIME type than PDF, XML, STL, OBJ and MTL is removed:
    /// nobody here can make one that its readers take.
    /// </summary>
    public static void Replace(DicomDataset dataset)
    {
        dataset.Remove(s_instanceIdentifier);
        dataset.Remove(s_componentTypes);
        if (dataset.Contains(s_title))
        {
            dataset.SetText(s_title, string.Empty, DicomVR.ST);
        }

        if (dataset.Find(s_document) is null)
        {
            return;
        }

        if (Dummy(dataset.GetText(s_mimeType)) is not { } document)
        {
            dataset.Remove(s_document);
            dataset.Remove(s_length);
            return;
        }

        dataset.Set(DicomElement.Create(s_document, DicomVR.OB, document));
        if (dataset.Contains(s_length))
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, document.Length);
            dataset.Set(DicomElement.Create(s_length, DicomVR.UL, length));
        }
    }

    /// <summary>The document; null for a MIME type that is not known. Parameters behind a semicolon do not count.</summary>
    private static byte[]? Dummy(string? mimeType) => (mimeType ?? string.Empty).Split(';')[0].Trim().ToUpperInvariant() switch
    {
        "APPLICATION/PDF" => Pdf(),
        "TEXT/XML" or "APPLICATION/XML" or "APPLICATION/HL7-CDA+XML" or "APPLICATION/HL7-SDA+XML" => Encoding.ASCII.GetBytes(Cda),
        "MODEL/STL" or "APPLICATION/SLA" => Stl(),
        "MODEL/OBJ" => "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"u8.ToArray(),
        "MODEL/MTL" => "newmtl removed\nKd 0.5 0.5 0.5\n"u8.ToArray(),
        _ => null,
    };

    /// <summary>One empty page (ISO 32000-1 7.5): objects, cross-reference table with their offsets, trailer.</summary>
    private static byte[] Pdf()
    {
        var text = new StringBuilder("%PDF-1.4\n");
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>",
        ];
        var table = new StringBuilder("0000000000 65535 f \n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{text.Length:D10} 00000 n \n");
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n{table}trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Binary STL: 80 bytes of header, the count, one triangle of twelve numbers and two spare bytes.</summary>
    private static byte[] Stl()
    {
        var bytes = new byte[134];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(80), 1);
        foreach (var (number, value) in ((int, float)[])[(2, 1), (6, 1), (10, 1)])
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(84 + (4 * number)), value);
        }

        return bytes;
    }

    /// <summary>The header parts that HL7 CDA R2 requires, each saying that it is masked.</summary>
    private const string Cda = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ClinicalDocument xmlns="urn:hl7-org:v3">
        <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
        <id nullFlavor="MSK"/><code nullFlavor="MSK"/><effectiveTime nullFlavor="MSK"/><confidentialityCode nullFlavor="MSK"/>
        <recordTarget><patientRole><id nullFlavor="MSK"/></patientRole></recordTarget>
        <author><time nullFlavor="MSK"/><assignedAuthor><id nullFlavor="MSK"/></assignedAuthor></author>
        <custodian><assignedCustodian><representedCustodianOrganization><id nullFlavor="MSK"/></representedCustodianOrganization></assignedCustodian></custodian>
        <component><nonXMLBody><text>REMOVED</text></nonXMLBody></component>
        </ClinicalDocument>

        """;
}
