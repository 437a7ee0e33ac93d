using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>The first value of an attribute as received, decoded, padding removed (R4); or why there is none.</summary>
/// <param name="Text">The text; null when there is none.</param>
/// <param name="VR">The value representation; None when the attribute is missing.</param>
/// <param name="Problem">NoAttribute, Empty, NoText or TooLong when there is no text.</param>
internal readonly record struct RoutingValue(string? Text, DicomVR VR, RoutingOutcome Problem)
{
    /// <summary>Characters of the longest text that is looked at: more than any comment may have (PS3.5 6.2).</summary>
    public const int MaximumLength = 65_536;

    /// <summary>No character set needs more.</summary>
    private const int BytesPerCharacter = 8;

    /// <summary>Reads an attribute at the top level.</summary>
    public static RoutingValue Read(DicomDataset original, DicomTag tag)
    {
        var element = original.Find(tag);
        if (element is null)
        {
            return new RoutingValue(null, DicomVR.None, RoutingOutcome.NoAttribute);
        }

        if (element.IsEmpty)
        {
            return new RoutingValue(null, element.VR, RoutingOutcome.Empty);
        }

        if (element.IsSequence || element.IsEncapsulated)
        {
            return new RoutingValue(null, element.VR, RoutingOutcome.NoText);
        }

        // Text of unknown VR is only read from memory: what is too long for that is too long here.
        if (element.Length > (long)MaximumLength * BytesPerCharacter || (element.IsBulk && element.VR == DicomVR.UN))
        {
            return new RoutingValue(null, element.VR, RoutingOutcome.TooLong);
        }

        if (element.Text is not { } all)
        {
            return new RoutingValue(null, element.VR, RoutingOutcome.NoText);
        }

        // The first of several values, as XNAT does.
        var text = all.Length > 0 && element.Values is [var first, ..] ? first : all;
        return text.Length > MaximumLength ? new RoutingValue(null, element.VR, RoutingOutcome.TooLong)
            : text.Length == 0 ? new RoutingValue(null, element.VR, RoutingOutcome.Empty)
            : new RoutingValue(text, element.VR, RoutingOutcome.Used);
    }
}
