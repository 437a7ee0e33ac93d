using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>A series of a <see cref="RetrieveManifest"/>.</summary>
/// <param name="answer">What the node answered about it; null when it was not asked.</param>
internal sealed class ManifestSeries(DicomDataset? answer)
{
    /// <summary>What the node answered about it.</summary>
    public DicomDataset? Answer => answer;

    /// <summary>(0020,1209); null where the node does not count.</summary>
    public int? Count { get; } = Number(answer, RetrieveIdentifier.SeriesInstances) is > 0 and var count ? count : null;

    /// <summary>Why it is left out; null when it is not.</summary>
    public string? Excluded { get; set; }

    /// <summary>Instances left out, with the reasons.</summary>
    public Dictionary<string, (InstanceReference Instance, string Reason)> ExcludedInstances { get; } = new(StringComparer.Ordinal);

    /// <summary>An attribute of the answer as a number; null where it has none.</summary>
    public int? Number(DicomTag tag) => Number(answer, tag);

    /// <summary>An attribute of the answer; null where it is not told.</summary>
    public string? Text(DicomTag tag) => answer?.GetText(tag) is { Length: > 0 } text ? text : null;

    private static int? Number(DicomDataset? answer, DicomTag tag) =>
        int.TryParse(answer?.GetText(tag), System.Globalization.NumberStyles.Integer, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
