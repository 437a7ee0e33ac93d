using DeidPS.Dicom;

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

    /// <summary>Why the object is held back; empty when it is released.</summary>
    public IReadOnlyList<HeldFinding> Held { get; init; } = [];

    /// <summary>Addresses of elements that still hold a value which named the patient. An object with any must not be released.</summary>
    public IReadOnlyList<string> Residual { get; init; } = [];

    /// <summary>True when every policy is recorded and the seal proves that nothing changed since: the object was left as it is.</summary>
    public bool IsAlreadyDeidentified { get; init; }

    /// <summary>
    /// True when a policy is recorded, but the object is not what that policy left, or was sealed with another key. Applying it again
    /// would move dates twice, leaving it out would trust a stranger.
    /// </summary>
    public bool IsRecordDoubtful { get; init; }

    /// <summary>True when a policy asks for an object that a profile was applied to, and this is none.</summary>
    public bool IsProfileMissing { get; init; }

    /// <summary>
    /// Attributes that Table E.1-1 removes and the IOD requires, which got a dummy or no value instead (PS3.15 E.1.1), ascending.
    /// </summary>
    public IReadOnlyList<DicomTag> RequiredReplaced { get; init; } = [];

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
