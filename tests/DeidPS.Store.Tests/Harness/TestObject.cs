using DeidPS.Dicom;

namespace DeidPS.Store.Tests.Harness;

/// <summary>An invented CT slice with marked identifiers; what a test says of it, and nothing else, differs.</summary>
internal sealed record TestObject
{
    public string Patient { get; init; } = "1";

    public int Study { get; init; } = 1;

    public int Series { get; init; } = 1;

    public int SeriesNumber { get; init; } = 1;

    public int Instance { get; init; } = 1;

    public string Modality { get; init; } = "CT";

    /// <summary>(0010,4000) and (0032,4000); null for none.</summary>
    public string? Comments { get; init; }

    public string? StudyDescription { get; init; }

    /// <summary>First pixel.</summary>
    public byte Pixel { get; init; }

    /// <summary>Number in the pixels by which a test knows an instance again, whatever policies did to its header.</summary>
    public int Mark { get; init; }

    /// <summary>What else a test sets; null for nothing.</summary>
    public Action<DicomDataset>? Change { get; init; }

    /// <summary>What marks identifiers: none of it may be in the store's de-identified part.</summary>
    public static IReadOnlyList<string> Markers { get; } = ["ZZNAME", "ZZID", "ZZACC", "1.2.826.0.1.3680043.9"];

    public static IEnumerable<TestObject> Study1(int instances, string patient = "1", int study = 1, string? comments = "Project:Unassigned Subject:subj001 Session:subj001_sess001", int series = 1) =>
        from s in Enumerable.Range(1, series)
        from i in Enumerable.Range(1, instances)
        select new TestObject { Patient = patient, Study = study, Series = s, SeriesNumber = s, Instance = i, Comments = comments };

    /// <summary>The number of an instance in a file: pixel data comes last and has 32 bytes.</summary>
    public static int MarkOf(string path)
    {
        using var stream = File.OpenRead(path);
        var pixels = new byte[32];
        stream.Seek(-pixels.Length, SeekOrigin.End);
        stream.ReadExactly(pixels);
        return BitConverter.ToInt32(pixels, 4);
    }

    public byte[] Bytes()
    {
        var dataset = new DicomDataset();
        void Set(uint tag, DicomVR vr, string? text)
        {
            if (text is not null)
            {
                dataset.SetText(new DicomTag(tag), text, vr);
            }
        }

        var root = $"1.2.826.0.1.3680043.9.{Patient}.{Study}";
        Set(0x00080005, DicomVR.CS, "ISO_IR 100");
        Set(0x00080008, DicomVR.CS, "ORIGINAL\\PRIMARY\\AXIAL");
        Set(0x00080016, DicomVR.UI, Modality == "MR" ? "1.2.840.10008.5.1.4.1.1.4" : "1.2.840.10008.5.1.4.1.1.2");
        Set(0x00080018, DicomVR.UI, $"{root}.{Series}.{Instance}");
        Set(0x00080020, DicomVR.DA, "20240115");
        Set(0x00080030, DicomVR.TM, "101500");
        Set(0x00080050, DicomVR.SH, $"ZZACC{Patient}{Study}");
        Set(0x00080060, DicomVR.CS, Modality);
        Set(0x00080070, DicomVR.LO, "ACME");
        Set(0x00081030, DicomVR.LO, StudyDescription ?? "CHEST");
        Set(0x0008103E, DicomVR.LO, "AXIAL");
        Set(0x00100010, DicomVR.PN, $"ZZNAME{Patient}^ANNA");
        Set(0x00100020, DicomVR.LO, $"ZZID{Patient}");
        Set(0x00100030, DicomVR.DA, "19700203");
        Set(0x00100040, DicomVR.CS, "F");
        Set(0x00104000, DicomVR.LT, Comments);
        Set(0x0020000D, DicomVR.UI, root);
        Set(0x0020000E, DicomVR.UI, $"{root}.{Series}");
        Set(0x00200010, DicomVR.SH, "1");
        Set(0x00200011, DicomVR.IS, $"{SeriesNumber}");
        Set(0x00200013, DicomVR.IS, $"{Instance}");
        Set(0x00280004, DicomVR.CS, "MONOCHROME2");
        Set(0x00324000, DicomVR.LT, Comments);
        void SetNumber(uint tag, ushort value) => dataset.Set(DicomElement.Create(new DicomTag(tag), DicomVR.US, BitConverter.GetBytes(value)));
        SetNumber(0x00280002, 1);
        SetNumber(0x00280010, 4);
        SetNumber(0x00280011, 4);
        SetNumber(0x00280100, 16);
        SetNumber(0x00280101, 12);
        SetNumber(0x00280102, 11);
        SetNumber(0x00280103, 0);
        var pixels = new byte[32];
        pixels[0] = Pixel;
        BitConverter.TryWriteBytes(pixels.AsSpan(4), Mark);
        dataset.Set(DicomElement.Create(new DicomTag(0x7FE00010), DicomVR.OW, pixels));
        Change?.Invoke(dataset);
        using var stream = new MemoryStream();
        using (var file = DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian))
        {
            file.EnsureFileMeta();
            file.WriteTo(stream);
        }

        return stream.ToArray();
    }
}
