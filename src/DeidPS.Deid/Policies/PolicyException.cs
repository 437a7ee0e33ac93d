using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>A policy cannot run at all: found before any object is touched.</summary>
public sealed class PolicyException : DeidException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is missing or wrong.</param>
    /// <param name="recommendedAction">What to do about it.</param>
    /// <param name="errorId">ProfileRuleInvalid, ProfileSyntaxError, KeyMissing or PathNotFound.</param>
    public PolicyException(string message, string? recommendedAction = null, string errorId = "ProfileRuleInvalid")
        : base(errorId, message, recommendedAction)
    {
    }
}
