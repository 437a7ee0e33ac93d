using DeidPS.Deid.Proof.Report;

namespace DeidPS.Store.Checks;

/// <summary>A checked entry or session with its pictures.</summary>
/// <param name="Sample">What was found.</param>
/// <param name="Series">Its series with pictures; empty where none were asked for.</param>
public sealed record SampleResult(DeidSample Sample, IReadOnlyList<ContactSheetSeries> Series);
