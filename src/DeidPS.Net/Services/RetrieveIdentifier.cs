using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Identifiers with unique keys, for manifests and retrieval (PS3.4 C.4.1.1.3, C.4.2.1.4).</summary>
internal static class RetrieveIdentifier
{
    public static readonly DicomTag QueryRetrieveLevel = new(0x00080052);
    public static readonly DicomTag SopInstance = new(0x00080018);
    public static readonly DicomTag SopClass = new(0x00080016);
    public static readonly DicomTag Study = new(0x0020000D);
    public static readonly DicomTag Series = new(0x0020000E);
    public static readonly DicomTag SeriesNumber = new(0x00200011);
    public static readonly DicomTag SeriesInstances = new(0x00201209);
    public static readonly DicomTag PatientId = new(0x00100020);

    /// <summary>An identifier.</summary>
    /// <param name="level">The level.</param>
    /// <param name="keys">Keys in any order; an empty value asks for the value to be returned.</param>
    public static DicomDataset Of(QueryLevel level, params IEnumerable<(DicomTag Tag, string Value)> keys)
    {
        var identifier = new DicomDataset();
        identifier.SetText(QueryRetrieveLevel, level.ToString().ToUpperInvariant());
        foreach (var (tag, value) in keys)
        {
            identifier.SetText(tag, value);
        }

        return identifier;
    }
}
