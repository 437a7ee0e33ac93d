using System.Globalization;
using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Keys that a node may leave unmatched (PS3.4 C.2.2.1.3) or match otherwise: an answer whose own value contradicts such a key is not one. A node that
/// does not return the value of an optional key is believed; a study without a date is in no range of dates.
/// </summary>
internal static class QueryCheck
{
    /// <summary>False when the answer contradicts a key.</summary>
    public static bool Fits(DicomDataset answer, QueryPart part, QueryLevel level)
    {
        var filter = part.Filter;
        return level switch
        {
            QueryLevel.Study => FitsText(answer, QueryKeys.ModalitiesInStudy, filter.Modality) && FitsText(answer, QueryKeys.StudyDescription, filter.StudyDescription)
                && FitsDay(answer, QueryKeys.StudyDate, filter.StudyDate, isRequired: true) && FitsDay(answer, QueryKeys.PatientBirthDate, filter.PatientBirthDate, isRequired: false) && FitsName(answer, part.NameCheck),
            QueryLevel.Series => FitsText(answer, DicomTags.Modality, filter.Modality),
            QueryLevel.Patient => FitsDay(answer, QueryKeys.PatientBirthDate, filter.PatientBirthDate, isRequired: false) && FitsName(answer, part.NameCheck),
            _ => true,
        };
    }

    /// <summary>True when a text matches a key with wildcards; case and accents do not count, as nodes may do it (PS3.4 C.2.2.2.4).</summary>
    public static bool Matches(string key, string text)
    {
        ReadOnlySpan<char> pattern = Plain(key);
        ReadOnlySpan<char> value = Plain(text);
        int p = 0, v = 0, star = -1, mark = 0;
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, v);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == value[v]))
            {
                (p, v) = (p + 1, v + 1);
            }
            else if (star >= 0)
            {
                (p, v) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    private static bool FitsText(DicomDataset answer, DicomTag tag, string? key) =>
        key is null || answer.Find(tag)?.Values is not { Count: > 0 } values || values.All(v => v.Length == 0) || values.Any(v => v.Contains('\uFFFD', StringComparison.Ordinal) || Matches(key, v));

    private static bool FitsName(DicomDataset answer, string? key) => key is null || answer.GetText(QueryKeys.PatientName) is not { } name || Matches(key, name.Split('=')[0].TrimEnd('^', ' '));

    private static bool FitsDay(DicomDataset answer, DicomTag tag, DateRange? key, bool isRequired)
    {
        if (key is not { } range || range is { From: null, To: null } || answer.Find(tag) is not { } element)
        {
            return true;
        }

        return DateOnly.TryParseExact(element.Text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (range.From is null || day >= range.From) && (range.To is null || day <= range.To)
            : !isRequired || !element.IsEmpty;
    }

    private static string Plain(string text) =>
        string.Concat(text.Trim().Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToUpperInvariant();
}
