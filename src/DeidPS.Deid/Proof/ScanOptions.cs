using System.Text.RegularExpressions;

namespace DeidPS.Deid.Proof;

/// <summary>What a scan looks for beside the identifiers of the originals.</summary>
public sealed record ScanOptions
{
    /// <summary>False to leave out searches by form: NHS numbers, postcodes, telephone numbers, dates, URLs, foreign UIDs.</summary>
    public bool Patterns { get; init; } = true;

    /// <summary>Forms that a site's own numbers have, beside those that are searched for anyway. Must not backtrack; none by default.</summary>
    public IReadOnlyList<Regex> OwnPatterns { get; init; } = [];

    /// <summary>False to leave out the checks of form and record.</summary>
    public bool Conformance { get; init; } = true;

    /// <summary>DA and DT values before this day are findings; null for no limit.</summary>
    public DateOnly? EarliestDate { get; init; }

    /// <summary>DA and DT values after this day are findings.</summary>
    public DateOnly LatestDate { get; init; } = DateOnly.FromDateTime(DateTime.Today);
}
