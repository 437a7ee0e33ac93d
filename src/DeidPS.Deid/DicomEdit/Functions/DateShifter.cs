using System.Globalization;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>
/// Shifts dates and date-times (section 7.4). Missing parts are filled with the middle of their range, the result is cut to
/// the precision given, fraction and zone are carried unchanged.
/// </summary>
internal static class DateShifter
{
    private static readonly int[] s_lengths = [4, 6, 8, 10, 12, 14];

    public static bool TryParseUnit(string text, out DateUnit unit)
    {
        unit = text switch
        {
            "years" => DateUnit.Years,
            "days" => DateUnit.Days,
            "hours" => DateUnit.Hours,
            "minutes" => DateUnit.Minutes,
            "seconds" => DateUnit.Seconds,
            _ => (DateUnit)(-1),
        };
        return unit >= 0;
    }

    /// <summary>Shifts <c>YYYY[MM[DD[HH[MM[SS]]]]][.F{1,6}][±ZZZZ]</c>; null when the text is none or the result leaves the years 1 to 9999.</summary>
    public static string? Shift(string text, long amount, DateUnit unit)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (!s_lengths.Contains(digits) || !IsSuffix(text.AsSpan(digits)) || !TryFill(text, digits, out var time))
        {
            return null;
        }

        var seconds = unit switch
        {
            DateUnit.Years => amount * 365 * 86400,
            DateUnit.Days => amount * 86400,
            DateUnit.Hours => amount * 3600,
            DateUnit.Minutes => amount * 60,
            _ => amount,
        };
        try
        {
            var shifted = time.AddTicks(checked(seconds * TimeSpan.TicksPerSecond));
            return string.Concat(shifted.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture).AsSpan(0, digits), text.AsSpan(digits));
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Shifts the date part of a date-time and keeps the rest (section 14).</summary>
    public static string? ShiftDatePart(string text, long amount, DateUnit unit)
    {
        var digits = 0;
        while (digits < text.Length && digits < 8 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return Shift(text[..digits], amount, unit) is { } shifted && Shift(text, 0, DateUnit.Seconds) is not null
            ? shifted + text[digits..]
            : null;
    }

    /// <summary>Days between two dates of at least day precision; null when one cannot be read.</summary>
    public static DateOnly? ReadDate(string? text) =>
        text is not null && text.Length >= 8 && DateOnly.TryParseExact(text.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;

    private static bool IsSuffix(ReadOnlySpan<char> suffix)
    {
        if (suffix.StartsWith("."))
        {
            var length = suffix[1..].IndexOfAnyExceptInRange('0', '9');
            length = length < 0 ? suffix.Length - 1 : length;
            if (length is < 1 or > 6)
            {
                return false;
            }

            suffix = suffix[(length + 1)..];
        }

        return suffix.IsEmpty
            || (suffix.Length == 5 && suffix[0] is '+' or '-' && suffix[1..].IndexOfAnyExceptInRange('0', '9') < 0);
    }

    private static bool TryFill(string text, int digits, out DateTime time)
    {
        var year = Part(text, 0, 4);
        var month = digits >= 6 ? Part(text, 4, 2) : 7;
        time = default;
        if (year < 1 || month is < 1 or > 12)
        {
            return false;
        }

        var length = DateTime.DaysInMonth(year, month);
        var day = digits >= 8 ? Part(text, 6, 2) : digits >= 6 ? (length / 2) + 1 : 1;
        var hour = digits switch
        {
            >= 10 => Part(text, 8, 2),
            8 => 12,
            6 => length % 2 == 0 ? 0 : 12,
            _ => 0,
        };
        var minute = digits switch { >= 12 => Part(text, 10, 2), 10 => 30, _ => 0 };
        var second = digits switch { >= 14 => Part(text, 12, 2), 12 => 30, _ => 0 };
        if (day < 1 || day > length || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return true;
    }

    private static int Part(string text, int start, int length) =>
        int.Parse(text.AsSpan(start, length), NumberStyles.None, CultureInfo.InvariantCulture);
}
