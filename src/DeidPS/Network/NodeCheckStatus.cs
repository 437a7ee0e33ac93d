namespace DeidPS;

/// <summary>Outcome of a step of Test-DicomNode.</summary>
public enum NodeCheckStatus
{
    /// <summary>It works.</summary>
    Passed,

    /// <summary>It does not.</summary>
    Failed,

    /// <summary>It could not be tried, since a step before it failed.</summary>
    Skipped,
}
