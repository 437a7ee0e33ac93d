using DeidPS.Deid.Proof;

namespace DeidPS.Store.Checks;

/// <summary>What the check of an entry or session found.</summary>
public sealed record DeidSample
{
    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>Id of the entry; null for a session.</summary>
    public string? Entry { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label.</summary>
    public required string Session { get; init; }

    /// <summary>Modalities.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Manufacturers, as the site's policy left them.</summary>
    public IReadOnlyList<string> Manufacturers { get; init; } = [];

    /// <summary>
    /// Failed when something identifies, NeedsCleaning when pixels may, Unchecked when somebody has to look at something else first, Passed when nothing was found that matters.
    /// </summary>
    public CheckState State { get; init; }

    /// <summary>Instances that were looked at: all there are.</summary>
    public int Instances { get; init; }

    /// <summary>Series.</summary>
    public int Series { get; init; }

    /// <summary>Series of which a frame was decoded.</summary>
    public int Shown { get; init; }

    /// <summary>What was found, the worst first.</summary>
    public IReadOnlyList<DataFinding> Findings { get; init; } = [];

    /// <summary>Findings that identify, or cannot be judged.</summary>
    public int High => Count(DataSeverity.High);

    /// <summary>Findings that want a look.</summary>
    public int Medium => Count(DataSeverity.Medium);

    /// <summary>Findings that are to be known.</summary>
    public int Low => Count(DataSeverity.Low);

    /// <summary>True when the state stands in the catalogue.</summary>
    public bool IsRecorded { get; init; }

    private int Count(DataSeverity severity) => Findings.Count(f => f.Severity == severity);
}
