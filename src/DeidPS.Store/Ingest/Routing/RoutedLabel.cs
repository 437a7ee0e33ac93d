using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>A label, and where it came from.</summary>
/// <param name="Text">The label: 1 to 64 of the characters that R6 allows.</param>
/// <param name="Source">The kind of rule that gave it.</param>
/// <param name="Tag">The attribute; null when it came from the request.</param>
/// <param name="IsDefault">True when it is the label that everything pushed gets (P9).</param>
/// <param name="IsCleaned">True when characters were replaced or cut off: another original may give the same label (see <see cref="LabelText.Distinct"/>).</param>
public sealed record RoutedLabel(string Text, RoutingSource Source, DicomTag? Tag, bool IsDefault, bool IsCleaned)
{
    /// <summary>What the label was made of, for telling originals apart; may be a patient's, so it is not shown and not stored in clear.</summary>
    internal string Original { get; init; } = Text;
}
