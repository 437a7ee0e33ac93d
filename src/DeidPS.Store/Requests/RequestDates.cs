using System.Globalization;

namespace DeidPS.Store.Requests;

/// <summary>Dates of a request file (C4): one day, or a range of days that may be open at one end.</summary>
/// <param name="format">A further form of dates; null for none.</param>
internal sealed class RequestDates(string? format)
{
    private const string Dicom = "yyyyMMdd";

    private readonly string[] _forms = format is null ? [Dicom, "yyyy-MM-dd", "yyyy/MM/dd"] : [Dicom, "yyyy-MM-dd", "yyyy/MM/dd", format];

    /// <summary>One date as DICOM writes it; null when the text is none.</summary>
    public string? Date(string text) =>
        DateOnly.TryParseExact(text, _forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date.ToString(Dicom, CultureInfo.InvariantCulture) : null;

    /// <summary>A date, or a range <c>yyyyMMdd-yyyyMMdd</c> with one end left out or none. A date with hyphens in it is one date.</summary>
    /// <returns>As DICOM writes it; null when the text is neither, or the range runs backwards.</returns>
    public string? DateOrRange(string text)
    {
        if (Date(text) is { } date)
        {
            return date;
        }

        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        return hyphen < 0 || hyphen != text.LastIndexOf('-') ? null : Range(text[..hyphen].Trim(), text[(hyphen + 1)..].Trim(), isCompact: true);
    }

    /// <summary>A range; an empty end is open.</summary>
    /// <returns>As DICOM writes it; null when an end is no date, both are open, or the range runs backwards.</returns>
    public string? Range(string from, string to) => Range(from, to, isCompact: false);

    private string? Range(string from, string to, bool isCompact)
    {
        string? End(string text) => text.Length == 0 ? string.Empty : isCompact && text.Length != Dicom.Length ? null : Date(text);
        var (first, last) = (End(from), End(to));
        if (first is null || last is null || (first.Length == 0 && last.Length == 0) || (first.Length > 0 && last.Length > 0 && string.CompareOrdinal(first, last) > 0))
        {
            return null;
        }

        return first == last ? first : $"{first}-{last}";
    }
}
