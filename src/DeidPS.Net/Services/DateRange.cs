using System.Globalization;

namespace DeidPS.Net;

/// <summary>
/// Days from one to another, both included, as a query matches them (PS3.4 C.2.2.2.5). A single day is exactly that day. The value
/// without limits matches every day, also a study without a date (PS3.4 C.2.2.2.3).
/// </summary>
public readonly record struct DateRange
{
    private const string DateForm = "yyyyMMdd";

    /// <summary>Creates a range.</summary>
    /// <param name="from">First day; null when there is none.</param>
    /// <param name="to">Last day; null when there is none.</param>
    /// <exception cref="DateRangeException">The last day is before the first.</exception>
    public DateRange(DateOnly? from, DateOnly? to)
    {
        if (from > to)
        {
            throw new DateRangeException("The last day of the range is before its first.", "Exchange the two days.");
        }

        From = from;
        To = to;
    }

    /// <summary>First day; null: no limit.</summary>
    public DateOnly? From { get; }

    /// <summary>Last day; null: no limit.</summary>
    public DateOnly? To { get; }

    /// <summary>Number of days; null when an end is open.</summary>
    public int? Days => From is { } from && To is { } to ? to.DayNumber - from.DayNumber + 1 : null;

    /// <summary>True when <see cref="Split"/> can halve it: both ends are known and there is more than one day.</summary>
    public bool CanSplit => Days > 1;

    /// <summary>The range of one day.</summary>
    public static DateRange Day(DateOnly day) => new(day, day);

    /// <summary>Reads what a person writes, by the same rules in every culture.</summary>
    /// <param name="text">
    /// A day (20240131, 2024-01-31), a range (20240101-20240131, 20240101-, -20240131), a month (2024-01), a year (2024), days, weeks,
    /// months or years back from today (-7d, -2w, -3m, -1y), <c>today</c> or <c>yesterday</c>.
    /// </param>
    /// <param name="today">What today is.</param>
    /// <exception cref="DateRangeException">The text is none of these.</exception>
    public static DateRange Parse(string text, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.AsSpan().Trim();
        return Named(trimmed, today) ?? Period(trimmed) ?? Back(trimmed, today) ?? Limits(trimmed)
            ?? throw new DateRangeException("The text is no day and no range of days.");
    }

    /// <summary>The value of (0008,0020) in a query: <c>20230401</c>, <c>20230401-20230430</c>, <c>20230401-</c> or <c>-20230430</c>; empty without limits.</summary>
    public string ToQueryValue() => (From, To) switch
    {
        (null, null) => string.Empty,
        ({ } from, { } to) when from == to => Write(from),
        _ => $"{Write(From)}-{Write(To)}",
    };

    /// <summary>Two ranges that cover the same days and share none; the first is the longer when the number of days is odd.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CanSplit"/> is false.</exception>
    public (DateRange First, DateRange Second) Split()
    {
        if (From is not { } from || To is not { } to || from == to)
        {
            throw new InvalidOperationException("Only a range of two days or more with both ends known can be halved.");
        }

        var middle = from.AddDays((to.DayNumber - from.DayNumber) / 2);
        return (new DateRange(from, middle), new DateRange(middle.AddDays(1), to));
    }

    /// <summary>As in a query.</summary>
    public override string ToString() => ToQueryValue();

    private static string Write(DateOnly? day) => day?.ToString(DateForm, CultureInfo.InvariantCulture) ?? string.Empty;

    private static bool IsDay(ReadOnlySpan<char> text, string form, out DateOnly day) =>
        DateOnly.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static DateRange? Named(ReadOnlySpan<char> text, DateOnly today) =>
        text.Equals("today", StringComparison.OrdinalIgnoreCase) ? Day(today)
        : text.Equals("yesterday", StringComparison.OrdinalIgnoreCase) ? Day(today.AddDays(-1))
        : null;

    /// <summary>A day, a month or a year.</summary>
    private static DateRange? Period(ReadOnlySpan<char> text)
    {
        if (IsDay(text, DateForm, out var day) || IsDay(text, "yyyy-MM-dd", out day))
        {
            return Day(day);
        }

        // The first day of the month or year is what these forms give.
        return IsDay(text, "yyyy-MM", out day) ? new DateRange(day, new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month)))
            : IsDay(text, "yyyy", out day) ? new DateRange(day, new DateOnly(day.Year, 12, 31))
            : null;
    }

    /// <summary>From that many days, weeks, months or years ago until today.</summary>
    private static DateRange? Back(ReadOnlySpan<char> text, DateOnly today)
    {
        if (text.Length < 3 || text[0] != '-' || !int.TryParse(text[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        try
        {
            return text[^1] switch
            {
                'd' or 'D' => new DateRange(today.AddDays(-count), today),
                'w' or 'W' => new DateRange(today.AddDays(-checked(7 * count)), today),
                'm' or 'M' => new DateRange(today.AddMonths(-count), today),
                'y' or 'Y' => new DateRange(today.AddYears(-count), today),
                _ => null,
            };
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            throw new DateRangeException("The range begins before the year 1.");
        }
    }

    private static DateRange? Limits(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        if (dash < 0)
        {
            return null;
        }

        var before = text[..dash].Trim();
        var after = text[(dash + 1)..].Trim();
        DateOnly from = default, to = default;
        return (before.IsEmpty && after.IsEmpty) || !(before.IsEmpty || IsDay(before, DateForm, out from)) || !(after.IsEmpty || IsDay(after, DateForm, out to))
            ? null
            : new DateRange(before.IsEmpty ? null : from, after.IsEmpty ? null : to);
    }
}
