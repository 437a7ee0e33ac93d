namespace DeidPS.Deid.Proof;

/// <summary>How much a finding of a data check matters.</summary>
public enum DataSeverity
{
    /// <summary>To be known.</summary>
    Low,

    /// <summary>Somebody has to look.</summary>
    Medium,

    /// <summary>It identifies, or cannot be judged: not to be released.</summary>
    High,
}
