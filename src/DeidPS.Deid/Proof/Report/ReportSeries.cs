namespace DeidPS.Deid.Proof.Report;

/// <summary>One series of the report.</summary>
internal sealed class ReportSeries
{
    public required string SeriesInstanceUid { get; init; }

    public required string Modality { get; init; }

    /// <summary>Series Number; null for none that can be shown.</summary>
    public int? Number { get; init; }

    /// <summary>Series Description as it stands in the output, or what is shown instead when something was found in it.</summary>
    public string Description { get; set; } = string.Empty;

    public SortedSet<string> SopClasses { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> TransferSyntaxes { get; } = new(StringComparer.Ordinal);

    /// <summary>Instance Number and path of each instance.</summary>
    public List<(int Number, string Path)> Instances { get; } = [];

    public Thumbnail Thumbnail { get; set; } = Thumbnail.None("no image");
}
