namespace DeidPS.Dicom;

/// <summary>A value cannot be encoded: not a number, out of range, too long for its length field, or not in the character set.</summary>
/// <param name="tag">The attribute concerned.</param>
/// <param name="message">What is wrong, without the value.</param>
/// <param name="recommendedAction">What to do about it.</param>
public sealed class DicomValueException(DicomTag tag, string message, string? recommendedAction = null)
    : DeidException("DicomValueInvalid", $"{tag}: {message}", recommendedAction)
{
    /// <summary>The attribute concerned.</summary>
    public DicomTag Tag { get; } = tag;
}
