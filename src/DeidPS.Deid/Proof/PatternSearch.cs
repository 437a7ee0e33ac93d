using System.Collections.Frozen;
using System.Globalization;

namespace DeidPS.Deid.Proof;

/// <summary>Finds identifiers by their form, in one pass per form and without regular expressions.</summary>
internal static class PatternSearch
{
    private const int LongestPhone = 24;

    private static readonly string[] s_months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly FrozenSet<string> s_postcodeAreas =
        ("AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE "
        + "KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW "
        + "UB W WA WC WD WF WN WR WS WV YO ZE").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Searches a text.</summary>
    /// <param name="text">The text as it reads.</param>
    /// <param name="hasPaths">True when a backslash is no delimiter of values, so that two of them begin a network path.</param>
    /// <param name="found">Told of a match: rule, confidence, first character.</param>
    public static void Search(ReadOnlySpan<char> text, bool hasPaths, Action<FindingRule, FindingConfidence, char> found)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isStart = i == 0 || !char.IsLetterOrDigit(text[i - 1]);
            if (char.IsAsciiDigit(c) && (i == 0 || !char.IsAsciiDigit(text[i - 1])))
            {
                Numbers(text, i, isStart, found);
            }

            if (isStart && char.IsAsciiLetter(c) && IsPostcode(text[i..]))
            {
                found(FindingRule.Postcode, FindingConfidence.Possible, c);
            }

            switch (c)
            {
                case '+' when Phone(text[i..]) > 0:
                    found(FindingRule.PhoneNumber, FindingConfidence.Certain, c);
                    break;
                case '@' when Email(text, i) is { } first:
                    found(FindingRule.Email, FindingConfidence.Certain, first);
                    break;
                case ':' when i > 1 && char.IsAsciiLetter(text[i - 1]) && text[i..].StartsWith("://"):
                    found(FindingRule.Url, FindingConfidence.Certain, text[i - 1]);
                    break;
                case ':' when i == 1 && hasPaths && char.IsAsciiLetter(text[0]) && text.Length > 3 && text[2] == '\\':
                case '\\' when hasPaths && i + 2 < text.Length && text[i + 1] == '\\' && char.IsLetterOrDigit(text[i + 2]) && (i == 0 || text[i - 1] != '\\'):
                    found(FindingRule.Url, FindingConfidence.Certain, c);
                    break;
            }
        }
    }

    /// <summary>What begins with a digit: NHS numbers, telephone numbers, dates.</summary>
    private static void Numbers(ReadOnlySpan<char> text, int at, bool isStart, Action<FindingRule, FindingConfidence, char> found)
    {
        var rest = text[at..];
        if (at > 1 && text[at - 1] == '.' && char.IsAsciiDigit(text[at - 2]))
        {
            // Decimals, and components of UIDs.
            return;
        }

        if (NhsNumber.Measure(rest) is > 0 and var length)
        {
            var isGrouped = length > 10;
            var isNamed = at >= 3 && text[Math.Max(0, at - 12)..at].Contains("nhs", StringComparison.OrdinalIgnoreCase);
            found(FindingRule.NhsNumber, isGrouped || isNamed ? FindingConfidence.Certain : FindingConfidence.Possible, text[at]);
        }

        if (!isStart)
        {
            return;
        }

        if (text[at] == '0' && (at == 0 || text[at - 1] != '+') && Phone(rest) is > 0 and var digits)
        {
            found(FindingRule.PhoneNumber, digits > 11 ? FindingConfidence.Certain : FindingConfidence.Possible, text[at]);
        }

        if (IsDate(rest))
        {
            found(FindingRule.DateInText, FindingConfidence.Possible, text[at]);
        }
    }

    /// <summary>The characters of a telephone number: +country and 8 to 13 digits, or 0 and nine or ten more; 0 when there is none.</summary>
    private static int Phone(ReadOnlySpan<char> text)
    {
        var isInternational = text[0] == '+';
        if (!isInternational && (text.Length < 2 || text[1] is not ('1' or '2' or '3' or '7' or '8')))
        {
            return 0;
        }

        var digits = 0;
        var end = 0;
        for (var i = isInternational ? 1 : 0; i < Math.Min(text.Length, LongestPhone); i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits++;
                end = i + 1;
            }
            else if (!(text[i] is ' ' or '-' or '(' or ')') || (i > 0 && text[i] == ' ' && text[i - 1] == ' '))
            {
                break;
            }
        }

        if (end < text.Length && (char.IsLetterOrDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
        {
            return 0;
        }

        return isInternational ? (digits is >= 9 and <= 15 ? end : 0) : digits is 10 or 11 ? end : 0;
    }

    private static char? Email(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < 64 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '_' or '-' or '+'))
        {
            start--;
        }

        var end = at + 1;
        var dot = -1;
        while (end < text.Length && end - at < 64 && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
        {
            dot = text[end] == '.' && end > at + 1 && end + 2 < text.Length && char.IsLetter(text[end + 1]) && char.IsLetter(text[end + 2]) ? end : dot;
            end++;
        }

        return start < at && dot > 0 ? text[start] : null;
    }

    private static bool IsPostcode(ReadOnlySpan<char> text)
    {
        var area = text.Length > 1 && char.IsAsciiLetter(text[1]) ? 2 : 1;
        if (text.Length < area + 4 || !char.IsAsciiDigit(text[area]))
        {
            return false;
        }

        var at = area + 1;
        at += char.IsAsciiLetterOrDigit(text[at]) ? 1 : 0;

        // Without the blank only a whole value: protocols and software versions look alike.
        var isWhole = text[at] != ' ';
        at = isWhole ? Math.Clamp(text.Length - 3, area + 1, area + 2) : at + 1;

        if (text.Length < at + 3 || (isWhole && text.Length != at + 3) || (text.Length > at + 3 && char.IsLetterOrDigit(text[at + 3])))
        {
            return false;
        }

        return char.IsAsciiDigit(text[at]) && IsInward(text[at + 1]) && IsInward(text[at + 2])
            && s_postcodeAreas.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Upper(text[..area], stackalloc char[2]));

        static bool IsInward(char c) => char.IsAsciiLetter(c) && (c | 0x20) is not ('c' or 'i' or 'k' or 'm' or 'o' or 'v');
    }

    private static ReadOnlySpan<char> Upper(ReadOnlySpan<char> text, Span<char> room) => room[..text.ToUpperInvariant(room)];

    /// <summary>YYYYMMDD, YYYY-MM-DD, DD/MM/YYYY (or month first), D Mon YYYY: a day between 1900 and 2099.</summary>
    private static bool IsDate(ReadOnlySpan<char> text)
    {
        var digits = 0;
        while (digits < text.Length && digits < 9 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (digits == 8)
        {
            return IsDay(text[..4], text[4..6], text[6..8]) && text[..8] is not "19000101" && (text.Length == 8 || !char.IsLetterOrDigit(text[8]));
        }

        if (digits == 4)
        {
            return text.Length >= 10 && text[4] is '-' or '/' or '.' && text[7] == text[4] && IsDay(text[..4], text[5..7], text[8..10]) && EndsAt(text, 10);
        }

        if (digits is not (1 or 2) || text.Length < digits + 6)
        {
            return false;
        }

        var rest = text[(digits + 1)..];
        if (text[digits] is '/' or '-' or '.' && rest.Length >= 7 && rest[2] == text[digits])
        {
            return EndsAt(rest, 7) && (IsDay(rest[3..7], rest[..2], text[..digits]) || IsDay(rest[3..7], text[..digits], rest[..2]));
        }

        if (text[digits] is not (' ' or '-') || rest.Length < 8)
        {
            return false;
        }

        for (var month = 0; month < 12; month++)
        {
            if (rest.StartsWith(s_months[month], StringComparison.OrdinalIgnoreCase))
            {
                var letters = 3;
                while (letters < rest.Length && letters < 10 && char.IsAsciiLetter(rest[letters]))
                {
                    letters++;
                }

                return rest.Length >= letters + 5 && rest[letters] is ' ' or '-' or ',' && EndsAt(rest, letters + 5)
                    && IsDay(rest[(letters + 1)..(letters + 5)], (month + 1).ToString("00", CultureInfo.InvariantCulture), text[..digits]);
            }
        }

        return false;

        static bool EndsAt(ReadOnlySpan<char> text, int end) => text.Length == end || !char.IsAsciiDigit(text[end]);
    }

    private static bool IsDay(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day) =>
        int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y) && y is >= 1900 and <= 2099
        && int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out var m) && m is >= 1 and <= 12
        && int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var d) && d >= 1 && d <= DateTime.DaysInMonth(y, m);
}
