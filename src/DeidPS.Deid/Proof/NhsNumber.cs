namespace DeidPS.Deid.Proof;

/// <summary>NHS numbers: ten digits that are not all the same, also grouped 3-3-4, the last a check digit (Modulus 11).</summary>
public static class NhsNumber
{
    /// <summary>The ten digits of a number; null when the text is none.</summary>
    public static string? Parse(string? text) => text is { Length: > 0 } && Measure(text) == text.Length ? string.Concat(text.Where(char.IsAsciiDigit)) : null;

    /// <summary>The length of the number that a text begins with; 0 when there is none.</summary>
    internal static int Measure(ReadOnlySpan<char> text)
    {
        var separator = text.Length >= 12 && text[3] is ' ' or '-' ? text[3] : '\0';
        var length = separator == '\0' ? 10 : 12;
        if (text.Length < length || (separator != '\0' && text[7] != separator) || (text.Length > length && char.IsAsciiDigit(text[length])))
        {
            return 0;
        }

        Span<int> digits = stackalloc int[10];
        var count = 0;
        for (var i = 0; i < length; i++)
        {
            if (separator != '\0' && i is 3 or 7)
            {
                continue;
            }

            if (!char.IsAsciiDigit(text[i]))
            {
                return 0;
            }

            digits[count++] = text[i] - '0';
        }

        var sum = 0;
        var differs = false;
        for (var i = 0; i < 9; i++)
        {
            sum += digits[i] * (10 - i);
            differs |= digits[i] != digits[i + 1];
        }

        var check = (11 - (sum % 11)) % 11;
        return differs && digits[0] > 0 && check == digits[9] ? length : 0;
    }
}
