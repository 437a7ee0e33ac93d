using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Benchmarks;

/// <summary>Makes the trees: CT slices, header-heavy objects, and one multi-frame file larger than memory should ever be.</summary>
internal static class CorpusGenerator
{
    private const string CtImage = "1.2.840.10008.5.1.4.1.1.2";
    private const string MrImage = "1.2.840.10008.5.1.4.1.1.4";
    private const string MultiFrame = "1.2.840.10008.5.1.4.1.1.7.4";
    private const int FragmentSize = 8 * 1024 * 1024;

    /// <summary>512 x 512 x 16 bit and some 70 elements.</summary>
    public static void Slices(string folder, int first, int count)
    {
        var pixels = new byte[512 * 512 * 2];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * 2654435761L) >> 13);
        }

        for (var number = first; number < first + count; number++)
        {
            var dataset = Header(CtImage, "CT", number);
            Image(dataset, 512, 512);
            dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, pixels));
            Save(folder, number, dataset);
        }
    }

    /// <summary>64 x 64 x 16 bit and some 250 elements, 150 of them in nested items: 10 to 30 KB.</summary>
    public static void Small(string folder, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            var dataset = Header(MrImage, "MR", number);
            for (var i = 0; i < 10 + (number % 10); i++)
            {
                dataset.AddItem(new DicomTag(0x0008, 0x1140), Reference(number, i));
            }

            for (byte i = 0; i < 80; i++)
            {
                var block = dataset.ReserveBlock(0x0043, "DEIDPS BENCH " + (i / 20).ToString(CultureInfo.InvariantCulture));
                dataset.SetText(new DicomTag(0x0043, (ushort)((block << 8) | i)), "private value " + i.ToString(CultureInfo.InvariantCulture), DicomVR.LO);
            }

            Image(dataset, 64, 64);
            dataset.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, new byte[64 * 64 * 2]));
            Save(folder, number, dataset);
        }
    }

    /// <summary>An encapsulated multi-frame object of fragments that take no room on the disk.</summary>
    public static void Huge(string path, int gigabytes)
    {
        var fragments = gigabytes * 128;
        var dataset = Header(MultiFrame, "XA", 1);
        Image(dataset, 2048, 2048);
        dataset.SetText(new DicomTag(0x0028, 0x0008), fragments.ToString(CultureInfo.InvariantCulture), DicomVR.IS);
        using var file = DicomFile.Create(dataset, DicomTransferSyntax.Find("1.2.840.10008.1.2.4.90")!);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        file.WriteTo(stream);
        stream.Write([0xE0, 0x7F, 0x10, 0, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        stream.Write([0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0]);
        for (var i = 0; i < fragments; i++)
        {
            stream.Write([0xFE, 0xFF, 0x00, 0xE0, 0, 0, FragmentSize >> 16, 0]);
            stream.Position += FragmentSize;
        }

        stream.Write([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
    }

    private static DicomDataset Header(string sopClass, string modality, int number)
    {
        var index = number.ToString(CultureInfo.InvariantCulture);
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, sopClass);
        dataset.SetText(DicomTags.SOPInstanceUID, "2.25.9000" + index);
        dataset.SetText(DicomTags.StudyInstanceUID, "2.25.7000");
        dataset.SetText(DicomTags.SeriesInstanceUID, "2.25.8000");
        dataset.SetText(new DicomTag(0x0008, 0x0060), modality);
        dataset.SetText(new DicomTag(0x0020, 0x0013), index);
        foreach (var tag in RuleList.Tags)
        {
            if (dataset.VRFor(tag) == DicomVR.SQ)
            {
                dataset.AddItem(tag, Reference(number, 0));
            }
            else
            {
                dataset.SetText(tag, dataset.VRFor(tag) == DicomVR.DA ? "19600102" : "ZZ" + index);
            }
        }

        // The header of a slice has some forty more elements that no rule is about.
        for (var i = 0; i < 40; i++)
        {
            dataset.SetText(new DicomTag(0x0019, 0x0010), "DEIDPS BENCH");
            dataset.SetText(new DicomTag(0x0019, (ushort)(0x1000 + i)), "0.123\\4.567", DicomVR.DS);
        }

        return dataset;
    }

    private static DicomDataset Reference(int number, int item)
    {
        var dataset = new DicomDataset();
        var suffix = string.Create(CultureInfo.InvariantCulture, $"{number}.{item + 1}");
        dataset.SetText(new DicomTag(0x0008, 0x1150), MrImage);
        dataset.SetText(new DicomTag(0x0008, 0x1155), "2.25.6000" + suffix);
        dataset.SetText(new DicomTag(0x0008, 0x0050), "ZZ" + suffix);
        dataset.SetText(new DicomTag(0x0010, 0x0020), "ZZ" + suffix);
        dataset.SetText(new DicomTag(0x0040, 0x0007), "Step " + suffix);
        var code = new DicomDataset();
        code.SetText(new DicomTag(0x0008, 0x0100), "121311");
        code.SetText(new DicomTag(0x0008, 0x0102), "DCM");
        code.SetText(new DicomTag(0x0008, 0x0104), "Localizer");
        dataset.AddItem(new DicomTag(0x0040, 0xA170), code);
        return dataset;
    }

    private static void Image(DicomDataset dataset, int columns, int rows)
    {
        dataset.SetText(new DicomTag(0x0028, 0x0002), "1");
        dataset.SetText(new DicomTag(0x0028, 0x0004), "MONOCHROME2");
        dataset.SetText(new DicomTag(0x0028, 0x0010), rows.ToString(CultureInfo.InvariantCulture));
        dataset.SetText(new DicomTag(0x0028, 0x0011), columns.ToString(CultureInfo.InvariantCulture));
        dataset.SetText(new DicomTag(0x0028, 0x0100), "16");
        dataset.SetText(new DicomTag(0x0028, 0x0101), "16");
        dataset.SetText(new DicomTag(0x0028, 0x0102), "15");
        dataset.SetText(new DicomTag(0x0028, 0x0103), "0");
        dataset.SetText(new DicomTag(0x0028, 0x0301), "NO");
    }

    private static void Save(string folder, int number, DicomDataset dataset)
    {
        Directory.CreateDirectory(folder);
        using var file = DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
        file.Save(Path.Combine(folder, number.ToString("000000", CultureInfo.InvariantCulture) + ".dcm"), overwrite: true);
    }
}
