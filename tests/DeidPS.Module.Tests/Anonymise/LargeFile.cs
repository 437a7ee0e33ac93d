using DeidPS.Dicom;

namespace DeidPS.Module.Tests.Anonymise;

/// <summary>A multi-frame object of several gigabytes that takes no room on disk: its pixel data is a hole.</summary>
internal static class LargeFile
{
    public static void Create(string path, double gigabytes, string sopClass = "1.2.840.10008.5.1.4.1.1.2.1", Action<DicomDataset>? adjust = null)
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SOPClassUID, sopClass);
        dataset.SetText(DicomTags.SOPInstanceUID, "2.25.4711");
        dataset.SetText(new DicomTag(0x00100010), "ZZBIG^FILE");
        dataset.SetText(DicomTags.StudyInstanceUID, "2.25.4712");
        dataset.SetText(DicomTags.SeriesInstanceUID, "2.25.4713");
        adjust?.Invoke(dataset);
        var length = (uint)Math.Min(gigabytes * (1L << 30), uint.MaxValue - 2) & ~1u;
        using var stream = File.Create(path);
        DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian).WriteTo(stream);
        stream.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, (byte)length, (byte)(length >> 8), (byte)(length >> 16), (byte)(length >> 24)]);
        stream.SetLength(stream.Position + length);
    }
}
