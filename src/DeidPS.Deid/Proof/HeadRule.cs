using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Whether images of a head are fine enough to make a face of: voxels of at most 2 mm in all axes. What does not say which part of the body it shows is taken for a head, and a head of
/// which the size of a voxel is not known for a fine one.
/// </summary>
internal static class HeadRule
{
    private const double Finest = 2.0;

    private static readonly DicomTag s_bodyPart = new(0x00180015);
    private static readonly DicomTag s_spacing = new(0x00280030);
    private static readonly DicomTag s_thickness = new(0x00180050);
    private static readonly DicomTag s_distance = new(0x00180088);
    private static readonly DicomTag s_sharedGroups = new(0x52009229);
    private static readonly DicomTag s_frameGroups = new(0x52009230);
    private static readonly DicomTag s_measures = new(0x00289110);
    private static readonly DicomTag[] s_descriptions = [new(0x0008103E), new(0x00081030), new(0x00181030)];

    /// <summary>Parts of words: descriptions join them with others, as in CTHEAD, INTRACRANIAL or T1MPRAGE.</summary>
    private static readonly string[] s_stems = ["HEAD", "BRAIN", "SKULL", "FACIAL", "ORBIT", "CRANI", "CEREBR", "PITUIT", "SINUS", "NEURO", "MAXILL", "MPRAGE"];

    /// <summary>Whole words: they are part of others, such as HEART, CARDIAC or SURFACE.</summary>
    private static readonly string[] s_words = ["EAR", "EARS", "EYE", "EYES", "FACE", "IAC", "IACS", "IAM", "IAMS", "JAW", "JAWS", "TMJ", "TMJS"];

    /// <summary>True when a face could be made of images like this one.</summary>
    public static bool Applies(DicomDataset dataset, IReadOnlyList<string> modalities)
    {
        if (!modalities.Contains(dataset.GetText(DicomTags.Modality)?.Trim() ?? string.Empty, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        if (!dataset.Contains(DicomTags.PixelData))
        {
            return false;
        }

        var part = dataset.GetText(s_bodyPart)?.Trim().ToUpperInvariant() ?? string.Empty;
        var isHead = IsHead(part) || s_descriptions.Any(d => IsHead(dataset.GetText(d)?.ToUpperInvariant() ?? string.Empty));
        return (isHead || part.Length == 0) && (Largest(dataset) is not { } largest ? isHead : largest <= Finest);
    }

    private static bool IsHead(string text) => Array.Exists(s_stems, stem => text.Contains(stem, StringComparison.Ordinal)) || Words(text).Any(s_words.Contains);

    /// <summary>What stands between signs and digits.</summary>
    private static string[] Words(string text) => string.Concat(text.Select(c => char.IsLetter(c) ? c : ' ')).Split(' ');

    /// <summary>The longest side of a voxel in mm; null when it is not known.</summary>
    private static double? Largest(DicomDataset dataset)
    {
        var measures = Measures(dataset) ?? dataset;
        var between = Number(measures, s_distance) ?? Number(measures, s_thickness);
        return measures.Find(s_spacing)?.Values is [var row, var column, ..] && Parse(row) is { } height && Parse(column) is { } width && between is { } depth
            ? Math.Max(Math.Max(height, width), Math.Abs(depth))
            : null;
    }

    /// <summary>Pixel measures of an enhanced object (PS3.3 C.7.6.16.2.1): the same for all frames, or those of the first.</summary>
    private static DicomDataset? Measures(DicomDataset dataset)
    {
        foreach (var group in (ReadOnlySpan<DicomTag>)[s_sharedGroups, s_frameGroups])
        {
            if (dataset.Find(group)?.Items is [var first, ..] && first.Find(s_measures)?.Items is [var measures, ..])
            {
                return measures;
            }
        }

        return null;
    }

    private static double? Number(DicomDataset dataset, DicomTag tag) => dataset.Find(tag)?.Values is [var text, ..] ? Parse(text) : null;

    private static double? Parse(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
