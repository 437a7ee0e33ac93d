namespace DeidPS.Net;

/// <summary>What is tried when no study has an accession number as it is written in a list (workflow: lists lack letters, carry hyphens or a digit too many).</summary>
public sealed record AccessionFallback
{
    private const int Most = 32;

    /// <summary>What the site's accession numbers begin with, such as <c>RJ</c>: each is tried put in front and taken away.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Days around the study date that the last attempt, by patient and date, takes in; 0 for the very day.</summary>
    public int Days { get; init; }

    /// <summary>Other spellings of an accession number, likeliest first, without itself; at most 32.</summary>
    /// <param name="accession">As it is written.</param>
    public IReadOnlyList<string> Spellings(string accession)
    {
        ArgumentNullException.ThrowIfNull(accession);
        var plain = string.Concat(accession.Where(static c => !char.IsWhiteSpace(c) && !char.IsControl(c) && char.GetUnicodeCategory(c) is not (System.Globalization.UnicodeCategory.DashPunctuation or System.Globalization.UnicodeCategory.Format)));
        List<string> cores = [plain, .. Prefixes.Where(p => plain.Length > p.Length && plain.StartsWith(p, StringComparison.OrdinalIgnoreCase)).Select(p => plain[p.Length..])];
        IEnumerable<string> bare = cores.SelectMany(core => (string[])[core, core.TrimStart('0')]);
        var prefixed = bare.SelectMany(core => Prefixes.Where(p => !core.StartsWith(p, StringComparison.OrdinalIgnoreCase)).Select(p => p + core));
        return [.. bare.Concat(prefixed).Where(form => form.Length > 0 && form != accession && !Prefixes.Contains(form, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>What is asked for step by step after a miss; a step may have several queries, whose answers belong together.</summary>
    internal IEnumerable<(QueryStep Step, IReadOnlyList<QueryFilter> Filters)> Steps(QueryFilter filter)
    {
        if (filter.AccessionNumber is not { Length: > 0 } accession || accession.AsSpan().ContainsAny('*', '?'))
        {
            yield break;
        }

        yield return (QueryStep.NormalisedAccession, [.. Spellings(accession).Select(form => filter with { AccessionNumber = form })]);
        if (filter.PatientID is { Length: > 0 } && filter.StudyDate is { From: { } from, To: { } to })
        {
            yield return (QueryStep.PatientAndDate, [filter with { AccessionNumber = null, StudyDate = new DateRange(Move(from, -Days), Move(to, Days)) }]);
        }
    }

    private static DateOnly Move(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Clamp(day.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));
}
