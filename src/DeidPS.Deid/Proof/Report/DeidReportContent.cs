namespace DeidPS.Deid.Proof.Report;

/// <summary>What a report says. Made by <see cref="DeidReportBuilder"/>; of values that were found it holds the first character at most.</summary>
public sealed class DeidReportContent
{
    internal DeidReportContent()
    {
    }

    /// <summary>Files that were looked at.</summary>
    public int Files { get; internal set; }

    /// <summary>DICOM objects among them.</summary>
    public int Instances { get; internal set; }

    /// <summary>Series.</summary>
    public int SeriesCount => Series.Count;

    /// <summary>Findings that forbid release.</summary>
    public int Certain => Findings.Count(f => f.Confidence == FindingConfidence.Certain);

    /// <summary>Findings that want a look.</summary>
    public int Possible => Findings.Count - Certain;

    /// <summary>Originals whose identifiers were searched for; null when none were given.</summary>
    public int? Originals { get; internal set; }

    /// <summary>Originals that could not be read, so that their identifiers were not searched for.</summary>
    public int UnreadableOriginals { get; init; }

    internal List<ReportSeries> Series { get; } = [];

    internal List<DeidFinding> Findings { get; } = [];

    /// <summary>Names for files that may be shown, by path: below the folder, or a number where the name itself holds something.</summary>
    internal Dictionary<string, string> FileNames { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each entry of (0012,0063) stands in the objects.</summary>
    internal SortedDictionary<string, int> Methods { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each code of (0012,0064) stands in the objects.</summary>
    internal SortedDictionary<string, int> Codes { get; } = new(StringComparer.Ordinal);

    /// <summary>(0028,0303): how dates were handled.</summary>
    internal SortedDictionary<string, int> Dates { get; } = new(StringComparer.Ordinal);

    /// <summary>Totals of the run's own report; null when none was given.</summary>
    internal RunTotals? Run { get; set; }
}
