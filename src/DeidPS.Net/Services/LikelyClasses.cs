using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Storage SOP classes to be ready for when a node does not tell which ones a study has. There are more than an association has contexts for (PS3.8 9.3.2.2: 128), so the likely ones come first.
/// </summary>
internal static class LikelyClasses
{
    private const string Storage = "1.2.840.10008.5.1.4.1.1.";

    /// <summary>UIDs that are not retired, most likely first: those of the modalities, then images, then what else is of patients; last what is of goods and luggage (DICOS, DICONDE).</summary>
    /// <param name="modalities">(0008,0060) of the series, as far as the node tells.</param>
    public static IEnumerable<string> Of(IEnumerable<string> modalities)
    {
        var told = modalities.ToHashSet(StringComparer.Ordinal);
        return DicomUids.SopClasses
            .Where(c => !c.IsRetired && c.Uid.StartsWith(Storage, StringComparison.Ordinal))
            .OrderBy(c => told.Contains(c.Modality) ? 0 : IsIndustrial(c.Uid) ? 3 : c.Keyword.Contains("Image", StringComparison.Ordinal) ? 1 : 2)
            .Select(c => c.Uid);
    }

    private static bool IsIndustrial(string uid) => uid.StartsWith(Storage + "501.", StringComparison.Ordinal) || uid.StartsWith(Storage + "601.", StringComparison.Ordinal);
}
