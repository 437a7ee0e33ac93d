namespace DeidPS.Store.Projects;

/// <summary>A series that was staged.</summary>
/// <param name="Scan">Its folder below scans.</param>
/// <param name="SeriesUid">(0020,000E).</param>
/// <param name="Number">(0020,0011); null for none.</param>
/// <param name="Modality">(0008,0060).</param>
/// <param name="Manufacturer">(0008,0070) as the site's policy left it.</param>
/// <param name="Description">(0008,103E); null for none.</param>
/// <param name="Instances">Instances.</param>
/// <param name="Bytes">Bytes.</param>
internal sealed record StagedSeries(string Scan, string SeriesUid, int? Number, string Modality, string Manufacturer, string? Description, int Instances, long Bytes);
