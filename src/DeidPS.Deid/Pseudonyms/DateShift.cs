using System.Globalization;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// Moves dates by whole days and leaves the time of day, precision, fraction and zone as they are (PS3.15 E.3.6). Moving never
/// changes the order of two dates of one precision, nor the distance of two full dates.
/// </summary>
public static class DateShift
{
    private const int FirstYear = 1800;
    private const int LastYear = 2200;

    /// <summary>Moves one DA or DT value: <c>YYYY[MM[DD[HH[MM[SS[.F]]]]]][&amp;ZZXX]</c>, also the old form <c>YYYY.MM.DD</c>, which no writer may use and which comes out as <c>YYYYMMDD</c> (PS3.5 6.2).</summary>
    /// <param name="text">The value; blanks around it are ignored.</param>
    /// <param name="days">Days, negative for the past. A date without day or month moves as its first day does.</param>
    /// <returns>Null when the text is no date, or it or the result leaves the years 1800 to 2200.</returns>
    public static string? Apply(string text, int days)
    {
        ArgumentNullException.ThrowIfNull(text);
        var value = text.AsSpan().Trim(" \0");
        if (value is [_, _, _, _, '.', _, _, '.', _, _])
        {
            return Date(string.Concat(value[..4], value[5..7], value[8..]), days) is { } moved ? moved.ToString("yyyyMMdd", CultureInfo.InvariantCulture) : null;
        }

        var digits = value.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : value.Length;
        if (digits is not (4 or 6 or 8 or 10 or 12 or 14) || !IsTime(value[Math.Min(8, digits)..digits]) || !IsSuffix(value[digits..], digits))
        {
            return null;
        }

        var length = Math.Min(8, digits);
        Span<char> first = ['0', '0', '0', '0', '0', '1', '0', '1'];
        value[..length].CopyTo(first);
        return Date(first, days) is { } result
            ? string.Concat(result.ToString("yyyyMMdd", CultureInfo.InvariantCulture).AsSpan(0, length), value[length..])
            : null;
    }

    /// <summary>Moves a list of values parted by backslashes; an empty one, also one of padding alone, stays empty.</summary>
    /// <returns>Null when one of them cannot be moved.</returns>
    public static string? ApplyAll(string text, int days)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return Apply(text, days);
        }

        var values = text.Split('\\');
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].AsSpan().Trim(" \0").IsEmpty)
            {
                values[i] = string.Empty;
            }
            else if (Apply(values[i], days) is { } moved)
            {
                values[i] = moved;
            }
            else
            {
                return null;
            }
        }

        return string.Join('\\', values);
    }

    private static DateOnly? Date(ReadOnlySpan<char> text, int days)
    {
        if (!DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < FirstYear or > LastYear)
        {
            return null;
        }

        var moved = date.AddDays(days);
        return moved.Year is < FirstYear or > LastYear ? null : moved;
    }

    private static bool IsTime(ReadOnlySpan<char> time)
    {
        ReadOnlySpan<int> limits = [23, 59, 60];
        for (var i = 0; i < time.Length; i += 2)
        {
            if (((time[i] - '0') * 10) + time[i + 1] - '0' > limits[i / 2])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A fraction of up to six digits behind the seconds, and a zone.</summary>
    private static bool IsSuffix(ReadOnlySpan<char> suffix, int digits)
    {
        if (suffix is ['.', ..] && digits == 14)
        {
            var length = suffix[1..].IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : suffix.Length - 1;
            if (length is < 1 or > 6)
            {
                return false;
            }

            suffix = suffix[(length + 1)..];
        }

        return suffix.IsEmpty || (suffix is ['+' or '-', _, _, _, _] && suffix[1..].IndexOfAnyExceptInRange('0', '9') < 0);
    }
}
