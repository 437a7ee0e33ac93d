namespace DeidPS.Deid.Proof;

/// <summary>How sure the scan is of a finding.</summary>
public enum FindingConfidence
{
    /// <summary>May be chance or harmless: a person should look.</summary>
    Possible,

    /// <summary>The identifier stands there, or the rule is broken.</summary>
    Certain,
}
