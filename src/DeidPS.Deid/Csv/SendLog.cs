using System.Globalization;
using CsvHelper;

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
        var rows = new List<SendLogRow>();
        long line = 1;
        try
        {
            using var reader = CsvFiles.Read(stream);
            var columns = CsvColumn.Find(reader.Headers.ToArray(), s_columns);
            while (reader.Read())
            {
                line = reader.LineNumber;
                if (rows.Count == MaximumRows)
                {
                    throw new CsvException($"The list has more than {MaximumRows} rows.", "Split it.");
                }

                var time = Time(reader.GetString(columns[0]).Trim(), zone) ?? throw Invalid(line, s_columns[0].Name, "Write times as 2026-03-02 08:15:03, with +00:00 behind them where they are not local.");
                rows.Add(new SendLogRow(line, time, Label(reader, columns, 1, line), Label(reader, columns, 2, line)));
            }
        }
        catch (Exception error) when (error is CsvFormatException or FormatException)
        {
            throw new CsvException(FormattableString.Invariant($"The list is no CSV file of that form (line {line})."), "Save it as CSV in UTF-8, with commas and as many fields in each row as in the header.");
        }

        return rows.Count > 0 ? rows : throw new CsvException("The list has no row.", "Name the right file.");
    }

    private static string Label(CsvReader reader, int[] columns, int column, long line) =>
        reader.GetString(columns[column]).Trim() is { Length: > 0 } label ? label : throw Invalid(line, s_columns[column].Name, "Give every row a subject and a session.");

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
