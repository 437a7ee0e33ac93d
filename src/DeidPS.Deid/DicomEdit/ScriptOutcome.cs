namespace DeidPS.Deid.DicomEdit;

/// <summary>How a script ended on an object.</summary>
public enum ScriptOutcome
{
    /// <summary>It ran to its end.</summary>
    Applied,

    /// <summary><c>reject[]</c> dropped the object: not an error.</summary>
    Rejected,
}
