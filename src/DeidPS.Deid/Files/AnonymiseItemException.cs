using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>The error behind a result with status Failed, for callers that report errors beside results.</summary>
/// <param name="result">The result.</param>
public sealed class AnonymiseItemException(AnonymiseResult result)
    : DeidException(result.ErrorId ?? "Unexpected", result.Message ?? "The file failed.", result.RecommendedAction)
{
    /// <summary>The result.</summary>
    public AnonymiseResult Result { get; } = result;
}
