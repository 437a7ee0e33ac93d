namespace DeidPS.Net.Tests.Pacs;

/// <summary>A series of a <see cref="PacsStudy"/>.</summary>
/// <param name="Study">Its study.</param>
/// <param name="Number">(0020,0011), from 1.</param>
/// <param name="Images">Images it has now.</param>
internal sealed record PacsSeries(PacsStudy Study, int Number, int Images)
{
    public const string ComputedTomography = "1.2.840.10008.5.1.4.1.1.2";
    public const string MagneticResonance = "1.2.840.10008.5.1.4.1.1.4";
    public const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
    public const string DoseStructuredReport = "1.2.840.10008.5.1.4.1.1.88.67";

    /// <summary>(0008,0016) of its images.</summary>
    public required string SopClass { get; init; }

    /// <summary>(0008,0060).</summary>
    public string Modality => SopClass == DoseStructuredReport ? "SR" : Study.Modality;

    /// <summary>True for the series with the dose report.</summary>
    public bool IsDoseReport => SopClass is SecondaryCapture or DoseStructuredReport;

    /// <summary>(0008,103E).</summary>
    public string Description => IsDoseReport ? "Dose Report" : FormattableString.Invariant($"{(Study.Modality == "MR" ? "T2 TRA" : "AXIAL")} {Number}");

    /// <summary>(0020,000E).</summary>
    public string Uid => FormattableString.Invariant($"{Study.Uid}.{Number}");

    /// <summary>(0008,0018) of its images.</summary>
    public IEnumerable<string> Instances => Enumerable.Range(1, Images).Select(Instance);

    /// <summary>(0008,0018) of an image, which are numbered from 1.</summary>
    public string Instance(int number) => FormattableString.Invariant($"{Uid}.{number}");
}
