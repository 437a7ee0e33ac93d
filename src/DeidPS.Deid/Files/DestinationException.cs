using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>The destination of a run cannot be used: found before any file is written.</summary>
/// <param name="errorId">DestinationInsideSource or WriteFailed.</param>
/// <param name="message">What is wrong.</param>
/// <param name="recommendedAction">What to do about it.</param>
public sealed class DestinationException(string errorId, string message, string recommendedAction) : DeidException(errorId, message, recommendedAction);
