namespace DeidPS.Store.Requests;

/// <summary>A <see cref="SeriesFilter"/> as it is written.</summary>
internal sealed class SeriesFilterText
{
    public required string Name { get; init; }

    public IReadOnlyList<SeriesRule> Exclude { get; set; } = [];

    public IReadOnlyList<SeriesRule> Include { get; set; } = [];
}
