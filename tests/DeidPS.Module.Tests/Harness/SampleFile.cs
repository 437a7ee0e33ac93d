using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Module.Tests.Harness;

/// <summary>Small DICOM files with marked values (ZZ…), nested sequences, a private block and pixel data.</summary>
internal static class SampleFile
{
    public const string Creator = "ZZVENDOR/1.0";

    public static DicomFile Create(Action<DicomDataset>? adjust = null)
    {
        var dataset = new DicomDataset();
        dataset.SetText(new DicomTag(0x00080016), "1.2.840.10008.5.1.4.1.1.7");
        dataset.SetText(new DicomTag(0x00080018), "1.2.3.4.5");
        dataset.SetText(new DicomTag(0x00080020), "20240131");
        dataset.SetText(new DicomTag(0x00080060), "OT");
        dataset.SetText(new DicomTag(0x00100010), "ZZNAME^FIRST");
        dataset.SetText(new DicomTag(0x00100020), "ZZID");
        dataset.SetText(new DicomTag(0x00280010), "4");
        dataset.AddItem(new DicomTag(0x00400275), Item("ZZACC1"));
        dataset.AddItem(new DicomTag(0x00400275), Item("ZZACC2"));
        var block = dataset.ReserveBlock(0x0029, Creator);
        dataset.Set(DicomElement.CreateText(new DicomTag(0x0029, (ushort)((block << 8) | 0x10)), DicomVR.LO, "ZZPRIVATE", DicomCharacterSet.Default));
        dataset.Set(DicomElement.Create(new DicomTag(0x00420011), DicomVR.OB, new byte[] { 0, 1, 254, 255 }));
        dataset.Set(DicomElement.Create(new DicomTag(0x7FE00010), DicomVR.OW, new byte[100_000]));
        adjust?.Invoke(dataset);
        return DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
    }

    public static string Write(string folder, string name, Action<DicomDataset>? adjust = null)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = Create(adjust);
        file.Save(path, overwrite: true);
        return path;
    }

    /// <summary>A file cut in the middle of its header.</summary>
    public static string WriteTruncated(string folder, string name)
    {
        var path = Write(folder, name);
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes("ZZID"));
        File.WriteAllBytes(path, bytes[..(at + 2)]);
        return path;
    }

    private static DicomDataset Item(string accession)
    {
        var item = new DicomDataset();
        item.SetText(new DicomTag(0x00080050), accession);
        return item;
    }
}
