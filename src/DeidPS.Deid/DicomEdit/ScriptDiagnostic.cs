namespace DeidPS.Deid.DicomEdit;

/// <summary>One finding of the script checker.</summary>
/// <param name="Severity">Whether the script is refused.</param>
/// <param name="Id">The stable id of the finding, one of <see cref="ScriptDiagnosticIds"/>.</param>
/// <param name="Line">Line in the script as it was given, from 1.</param>
/// <param name="Column">Column in that line in UTF-16 units, from 1.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to write instead; null when nothing sensible can be said.</param>
public sealed record ScriptDiagnostic(
    ScriptSeverity Severity,
    string Id,
    int Line,
    int Column,
    string Message,
    string? Remedy)
{
    /// <summary>Returns <c>line:column severity id: message</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Line}:{Column} {Severity} {Id}: {Message}");
}
