using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// What an object says of its own kind, taken before any policy ran: a policy may remove the very attributes that tell of a risk.
/// </summary>
internal sealed record ObjectTraits
{
    private static readonly DicomTag s_pixelDataProvider = new(0x00287FE0);
    private static readonly DicomTag s_encapsulatedDocument = new(0x00420011);

    /// <summary>SOP Class UID (0008,0016), else that of the file meta information; empty when there is none.</summary>
    public required string SopClassUid { get; init; }

    /// <summary>Modality (0008,0060), upper case.</summary>
    public required string Modality { get; init; }

    /// <summary>Values of Image Type (0008,0008), upper case.</summary>
    public required IReadOnlyList<string> ImageType { get; init; }

    /// <summary>Series Description (0008,103E), upper case; only looked at for the kind of screen, never shown.</summary>
    public required string SeriesDescription { get; init; }

    /// <summary>Burned In Annotation (0028,0301): NO only when every element of the tag says so, YES when any does, else empty.</summary>
    public required string BurnedIn { get; init; }

    /// <summary>True when (0028,0301) holds anything, be it sense or not.</summary>
    public required bool HasBurnedInStatement { get; init; }

    /// <summary>True when the pixels lie on another server.</summary>
    public required bool HasReferencedPixels { get; init; }

    /// <summary>True when a document lies in the object.</summary>
    public required bool HasDocument { get; init; }

    /// <summary>Reads them.</summary>
    public static ObjectTraits Of(DicomFile file)
    {
        var dataset = file.Dataset;
        return new ObjectTraits
        {
            SopClassUid = (Text(dataset, DicomTags.SOPClassUID) is { Length: > 0 } uid ? uid : file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID)?.Trim(' ', '\0')) ?? string.Empty,
            Modality = Text(dataset, DicomTags.Modality).ToUpperInvariant(),
            ImageType = [.. (dataset.Find(DicomTags.ImageType)?.Values ?? []).Select(v => v.Trim().ToUpperInvariant())],
            SeriesDescription = Text(dataset, DicomTags.SeriesDescription).ToUpperInvariant(),
            BurnedIn = Statement(dataset),
            HasBurnedInStatement = dataset.Find(DicomTags.BurnedInAnnotation) is { IsEmpty: false },
            HasReferencedPixels = dataset.Find(s_pixelDataProvider) is { IsEmpty: false },
            HasDocument = dataset.Find(s_encapsulatedDocument) is { IsEmpty: false },
        };
    }

    /// <summary>What the elements of (0028,0301) say together: a damaged file may have two, or several values.</summary>
    public static string Statement(DicomDataset dataset)
    {
        if (!dataset.Contains(DicomTags.BurnedInAnnotation))
        {
            return string.Empty;
        }

        bool saysNo = false, saysOther = false;
        foreach (var element in dataset)
        {
            if (element.Tag != DicomTags.BurnedInAnnotation)
            {
                continue;
            }

            var text = (element.Text ?? string.Empty).AsSpan();
            foreach (var range in text.Split('\\'))
            {
                var value = text[range].Trim();
                if (value.Equals("YES", StringComparison.OrdinalIgnoreCase))
                {
                    return "YES";
                }

                var isNo = value.Equals("NO", StringComparison.OrdinalIgnoreCase);
                saysNo |= isNo;
                saysOther |= !isNo;
            }
        }

        return saysNo && !saysOther ? "NO" : string.Empty;
    }

    private static string Text(DicomDataset dataset, DicomTag tag) => dataset.GetText(tag)?.Trim(' ', '\0') ?? string.Empty;
}
