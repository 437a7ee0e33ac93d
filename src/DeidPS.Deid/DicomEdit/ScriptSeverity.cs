namespace DeidPS.Deid.DicomEdit;

/// <summary>How much a finding of the script checker weighs.</summary>
public enum ScriptSeverity
{
    /// <summary>The script runs, but this deserves a look.</summary>
    Warning,

    /// <summary>The script is refused: it never meets an object.</summary>
    Error,
}
