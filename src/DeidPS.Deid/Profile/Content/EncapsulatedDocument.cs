using DeidPS.Dicom;

namespace DeidPS.Deid.Profile.Content;

/// <summary>Replaces encapsulated documents (PS3.15 E.2, code D of (0042,0011)).</summary>
internal static class EncapsulatedDocument
{
    /// <summary>Replaces the document of a data set.</summary>
    public static void Replace(DicomDataset dataset)
    {
        dataset.Remove(new DicomTag(0x00420011));
        dataset.Remove(new DicomTag(0x00420015));
    }
}
