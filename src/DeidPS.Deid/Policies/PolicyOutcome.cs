namespace DeidPS.Deid.Policies;

/// <summary>What the policies did to one object.</summary>
public sealed record PolicyOutcome
{
    /// <summary>True when a script's <c>reject[]</c> took the object out.</summary>
    public bool IsRejected { get; init; }

    /// <summary>
    /// Addresses of identifying attributes that a rule was meant to replace and left as they were, because the value it should
    /// get was missing. An object with any must not be released unseen.
    /// </summary>
    public IReadOnlyList<string> LeftUnchanged { get; init; } = [];

    /// <summary>
    /// Addresses of attributes that the standard does not define and no rule touched. An object with any must not be released unseen.
    /// </summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Number of warnings.</summary>
    public int Warnings { get; init; }

    /// <summary>Elements removed.</summary>
    public int Removed { get; init; }

    /// <summary>Elements with another value.</summary>
    public int Replaced { get; init; }

    /// <summary>Elements without value now.</summary>
    public int Emptied { get; init; }

    /// <summary>Elements that are new.</summary>
    public int Added { get; init; }
}
