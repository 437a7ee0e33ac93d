using System.Globalization;

namespace DeidPS.Deid.Csv;

/// <summary>
/// A list of what was pushed: a CSV file with the columns Send Time, Subject and Session (or Subject Label and Session Label), in any order and case. Times are
/// <c>yyyy-MM-dd HH:mm:ss</c>, with T for the blank, fractions and an offset where there are any; without an offset they are local.
/// </summary>
public static class SendLog
{
    /// <summary>Rows of the longest list.</summary>
    public const int MaximumRows = 10_000;

    private static readonly string[] s_formats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyyMMddHHmmss"];

    private static readonly CsvColumn[] s_columns = [new("Send Time", true, "SENDTIME", "SENT", "TIME"), new("Subject", true, "SUBJECT", "SUBJECTLABEL"), new("Session", true, "SESSION", "SESSIONLABEL")];

    /// <summary>Reads a list.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="zone">The time zone of times without an offset.</param>
    /// <exception cref="CsvException">CsvInvalid: names the line or the column, never a value.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyList<SendLogRow> Load(string path, TimeZoneInfo zone)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(stream, zone);
    }

    /// <summary>Reads a list.</summary>
    /// <param name="stream">At its beginning; stays open.</param>
    /// <param name="zone">The time zone of times without an offset.</param>
    /// <exception cref="CsvException">CsvInvalid: names the line or the column, never a value.</exception>
    public static IReadOnlyList<SendLogRow> Read(Stream stream, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(zone);
        var rows = PlainList.Read(
            stream,
            s_columns,
            MaximumRows,
            (fields, line) =>
            {
                var time = Time(fields[0], zone) ?? throw Invalid(line, s_columns[0].Name, "Write times as 2026-03-02 08:15:03, with +00:00 behind them where they are not local.");
                return fields[1].Length == 0 || fields[2].Length == 0
                    ? throw Invalid(line, s_columns[fields[1].Length == 0 ? 1 : 2].Name, "Give every row a subject and a session.")
                    : new SendLogRow(line, time, fields[1], fields[2]);
            });
        return rows.Count > 0 ? rows : throw new CsvException("The list has no row.", "Name the right file.");
    }

    private static DateTimeOffset? Time(string text, TimeZoneInfo zone)
    {
        // A blank between date and time, as spreadsheets write it.
        var plain = text.Length > 10 && text[10] == ' ' ? string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11)) : text;
        if (!DateTime.TryParseExact(plain, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
        {
            return null;
        }

        if (time.Kind == DateTimeKind.Utc)
        {
            return new DateTimeOffset(time);
        }

        // An hour that the clocks leave out was none.
        return zone.IsInvalidTime(time) ? null : new DateTimeOffset(time, zone.GetUtcOffset(time));
    }

    private static CsvException Invalid(long line, string column, string remedy) => new(FormattableString.Invariant($"Line {line} of the list: {column} cannot be used."), remedy);
}
