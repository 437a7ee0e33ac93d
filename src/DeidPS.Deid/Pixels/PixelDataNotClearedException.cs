using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>
/// Pixel data could not be blanked with certainty: compressed, or its size does not follow from the header. The object
/// belongs in quarantine and must not be passed on.
/// </summary>
/// <param name="message">Why, without any value.</param>
/// <param name="recommendedAction">What to do about it.</param>
public sealed class PixelDataNotClearedException(string message, string? recommendedAction = null)
    : DeidException(Id, message, recommendedAction)
{
    /// <summary>The id of this error, <c>PixelDataNotCleared</c>.</summary>
    public const string Id = "PixelDataNotCleared";
}
