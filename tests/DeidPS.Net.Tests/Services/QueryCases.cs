using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Services;

/// <summary>Queries made of the values in an archive: each key, wildcard, range and form of a name.</summary>
internal static class QueryCases
{
    private const int Each = 5;

    private static readonly DateOnly s_today = new(2024, 6, 1);

    /// <summary>The queries.</summary>
    public static IEnumerable<QueryCase> Of(ArchiveContent content) =>
    [
        .. Texts(content, "AccessionNumber", QueryKeys.AccessionNumber, key => new QueryFilter { AccessionNumber = key }),
        .. Texts(content, "PatientID", RetrieveIdentifier.PatientId, key => new QueryFilter { PatientID = key }),
        .. Texts(content, "StudyDescription", QueryKeys.StudyDescription, key => new QueryFilter { StudyDescription = key }),
        .. Names(content),
        .. Dates(content, "StudyDate", QueryKeys.StudyDate, range => new QueryFilter { StudyDate = range }),
        .. Dates(content, "BirthDate", QueryKeys.PatientBirthDate, range => new QueryFilter { PatientBirthDate = range }),
        .. content.Values(DicomTags.Modality).Select(m => Case("Modality", new QueryFilter { Modality = m }, DicomTags.Modality, v => v == m)),
        .. Studies(content),
    ];

    private static IEnumerable<QueryCase> Texts(ArchiveContent content, string name, DicomTag tag, Func<string, QueryFilter> filter)
    {
        foreach (var value in Some(content.Values(tag).Where(v => v.Length > 2 && !v.AsSpan().ContainsAny('*', '?', '\\') && !v.Any(char.IsControl))))
        {
            (string Form, string Key)[] keys = [("exact", value), ("prefix*", value[..^1] + "*"), ("*suffix", "*" + value[1..]), ("in*side", value[..1] + "*" + value[^1..]), ("?", value[..^1] + "?"), ("no match", value + "~")];
            foreach (var (form, key) in keys)
            {
                yield return Case($"{name} {form}", filter(key), tag, v => Like(key, v), v => Like(Fold(key), Fold(v)));
            }
        }
    }

    private static IEnumerable<QueryCase> Names(ArchiveContent content)
    {
        var all = content.Values(QueryKeys.PatientName).Where(v => !v.AsSpan().ContainsAny("*?\\\uFFFD") && !v.Any(char.IsControl)).ToList();
        foreach (var value in Some(all.Where(v => Ascii.IsValid(v))).Concat(all.Where(v => !Ascii.IsValid(v))))
        {
            var set = Ascii.IsValid(value) ? "ASCII" : "other";
            foreach (var (form, key) in new[] { ("exact", value), ("prefix*", value[..^1] + "*"), ("?", value[..^1] + "?"), ("*inside*", "*" + value[1..^1] + "*") })
            {
                yield return Name($"PatientName {set} {form}", key, key);
            }

            var other = value.ToUpperInvariant() is var upper && upper != value ? upper : value.ToLowerInvariant();
            if (other != value)
            {
                yield return Name($"PatientName {set} case", other, null, value);
            }

            var parts = value.Split('^');
            if (parts.Length == 2 && parts.All(p => p.Length > 0) && !value.AsSpan().ContainsAny(',', '=') && !parts[0].Contains(' ', StringComparison.Ordinal))
            {
                yield return Name($"PatientName {set} Last, First", $"{parts[0]}, {parts[1]}", value);
                yield return Name($"PatientName {set} First Last", value.Any(c => c >= '\u2E80') ? $"{parts[0]} {parts[1]}" : $"{parts[1]} {parts[0]}", value);
            }
        }
    }

    /// <summary>A name as it is asked for and as it has to be found; case, accents and the groups of a name (PS3.5 6.2.1) are the archive's choice.</summary>
    private static QueryCase Name(string kind, string asked, string? must, string? may = null)
    {
        var most = Fold(may ?? must!);
        return Case(kind, new QueryFilter { PatientName = asked }, QueryKeys.PatientName, v => must is not null && Like(must, v), v => Like(most, Fold(v)) || v.Split('=').Any(group => Like(most, Fold(group))) || Like(Fold(asked), Fold(v)));
    }

    private static IEnumerable<QueryCase> Dates(ArchiveContent content, string name, DicomTag tag, Func<DateRange, QueryFilter> filter)
    {
        foreach (var value in Some(content.Values(tag).Where(v => Day(v) is { Year: > 1 and < 9998 })))
        {
            var day = Day(value)!.Value;
            (string Form, string Text)[] ranges =
            [
                ("one day", value), ("closed", $"{day.AddDays(-2):yyyyMMdd}-{day.AddDays(2):yyyyMMdd}"), ("from", value + "-"), ("until", "-" + value), ("month", $"{day:yyyy-MM}"),
                ("day before", $"{day.AddDays(-1):yyyyMMdd}"), ("day after", $"{day.AddDays(1):yyyyMMdd}"), ("from day after", $"{day.AddDays(1):yyyyMMdd}-"), ("until day before", $"-{day.AddDays(-1):yyyyMMdd}"),
            ];
            foreach (var (form, text) in ranges)
            {
                var range = DateRange.Parse(text, s_today);
                var bounds = text.Length == 7 ? ($"{day:yyyyMM}01", $"{day:yyyyMM}31") : text.Contains('-', StringComparison.Ordinal) ? (text[..text.IndexOf('-', StringComparison.Ordinal)], text[(text.IndexOf('-', StringComparison.Ordinal) + 1)..]) : (text, text);
                yield return Case($"{name} {form}", filter(range), tag, v => Day(v) is not null && Within(v, bounds), v => v.Length > 0 && (Day(v) is null || Within(v, bounds)));
            }
        }
    }

    private static IEnumerable<QueryCase> Studies(ArchiveContent content)
    {
        var uids = content.Studies.Select(s => s.Key).Order(StringComparer.Ordinal).ToList();
        foreach (var uid in Some(uids))
        {
            yield return new QueryCase("StudyInstanceUID", new QueryFilter { StudyInstanceUID = [uid] }, r => r.Instance.Study == uid, r => r.Instance.Study == uid);
        }

        var list = uids.Where((_, i) => i % 3 == 0).ToList();
        yield return new QueryCase("StudyInstanceUID list", new QueryFilter { StudyInstanceUID = list }, r => list.Contains(r.Instance.Study), r => list.Contains(r.Instance.Study));
        yield return new QueryCase("everything", new QueryFilter(), _ => true, _ => true);
        foreach (var row in content.Studies.Select(s => s.First()).Where(r => r.Values[RetrieveIdentifier.PatientId].Length > 0 && Day(r.Values[QueryKeys.StudyDate]) is not null).Take(Each))
        {
            var (id, date) = (row.Values[RetrieveIdentifier.PatientId], row.Values[QueryKeys.StudyDate]);
            yield return new QueryCase(
                "PatientID and StudyDate", new QueryFilter { PatientID = id, StudyDate = DateRange.Parse(date, s_today) },
                r => r.Values[RetrieveIdentifier.PatientId] == id && r.Values[QueryKeys.StudyDate] == date, r => Like(Fold(id), Fold(r.Values[RetrieveIdentifier.PatientId])) && r.Values[QueryKeys.StudyDate] == date);
        }
    }

    private static QueryCase Case(string kind, QueryFilter filter, DicomTag tag, Func<string, bool> must, Func<string, bool>? may = null) =>
        new(kind, filter, r => must(r.Values[tag]), r => (may ?? must)(r.Values[tag]));

    /// <summary>Some values, spread over all.</summary>
    private static IEnumerable<string> Some(IEnumerable<string> values)
    {
        var all = values.ToList();
        return all.Where((_, i) => i % Math.Max(1, all.Count / Each) == 0).Take(Each + 1);
    }

    private static bool Like(string key, string value) => Regex.IsMatch(value, "\\A" + Regex.Escape(key).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "\\z", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    private static string Fold(string text) => string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToUpperInvariant();

    private static DateOnly? Day(string value) => DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool Within(string value, (string From, string To) bounds) =>
        (bounds.From.Length == 0 || string.CompareOrdinal(value, bounds.From) >= 0) && (bounds.To.Length == 0 || string.CompareOrdinal(value, bounds.To) <= 0);
}
