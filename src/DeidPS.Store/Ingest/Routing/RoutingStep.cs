using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>One rule tried on one object (R9). Fit for a log as long as values were not asked for; its text never holds one.</summary>
public sealed record RoutingStep
{
    /// <summary>What was to be decided.</summary>
    public required RoutingTarget Target { get; init; }

    /// <summary>The kind of rule.</summary>
    public required RoutingSource Source { get; init; }

    /// <summary>The rule as a person reads it.</summary>
    public required string Rule { get; init; }

    /// <summary>The attribute it reads; null for what is not read from the object.</summary>
    public DicomTag? Tag { get; init; }

    /// <summary>What came of it.</summary>
    public required RoutingOutcome Outcome { get; init; }

    /// <summary>The value representation of the attribute; None when there is no attribute.</summary>
    public DicomVR VR { get; init; }

    /// <summary>Characters of the value; 0 when there is none.</summary>
    public int ValueLength { get; init; }

    /// <summary>Characters of what the rule took from it; 0 when nothing.</summary>
    public int FoundLength { get; init; }

    /// <summary>The value as received; null unless asked for by <see cref="Router.Explain"/>. For the eyes of whoever owns the file, never for a log.</summary>
    public string? Value { get; init; }

    /// <summary>What the rule took from it; as <see cref="Value"/>.</summary>
    public string? Found { get; init; }

    /// <summary>Returns target, rule, outcome and lengths; no value.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Target}: {Rule}: {Outcome} (value {ValueLength}, found {FoundLength})");
}
