namespace DeidPS.Dicom;

/// <summary>
/// Base of every error the product reports. The message says what and where and never holds an attribute value;
/// <see cref="RecommendedAction"/> says what to do.
/// </summary>
public abstract class DeidException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="errorId">The stable id of the error table, for example <c>DicomParseError</c>.</param>
    /// <param name="message">What happened and where: tags, counts and positions only.</param>
    /// <param name="recommendedAction">What the reader can do about it.</param>
    /// <param name="innerException">The cause, when it carries no attribute value.</param>
    protected DeidException(string errorId, string message, string? recommendedAction = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        RecommendedAction = recommendedAction;
    }

    /// <summary>The stable id of the error, the first half of a PowerShell <c>FullyQualifiedErrorId</c>.</summary>
    public string ErrorId { get; }

    /// <summary>What to do about it; null when nothing sensible can be said.</summary>
    public string? RecommendedAction { get; }
}
