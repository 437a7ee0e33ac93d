using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit;

/// <summary>
/// A script failed on an object. The object in memory may be half changed and must be discarded. The message
/// names tags and functions and never holds a value.
/// </summary>
public sealed class DicomEditException : DeidException
{
    /// <summary>The id of this error, <c>ProfileRuleInvalid</c>.</summary>
    public const string Id = "ProfileRuleInvalid";

    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened, naming tags and functions only.</param>
    /// <param name="line">Line of the statement, from 1; 0 when no single statement is to blame.</param>
    /// <param name="column">Column of the statement, from 1; 0 when no single statement is to blame.</param>
    /// <param name="recommendedAction">What to do about it.</param>
    public DicomEditException(string message, int line, int column, string? recommendedAction = null)
        : base(Id, line > 0 ? FormattableString.Invariant($"Line {line}, column {column}: {message}") : message, recommendedAction)
    {
        Line = line;
        Column = column;
    }

    /// <summary>Line of the statement that failed, from 1; 0 when no single statement is to blame.</summary>
    public int Line { get; }

    /// <summary>Column of the statement that failed, from 1; 0 when no single statement is to blame.</summary>
    public int Column { get; }
}
