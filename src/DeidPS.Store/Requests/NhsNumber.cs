namespace DeidPS.Store.Requests;

/// <summary>NHS numbers: nine digits and a check digit (Modulus 11).</summary>
public static class NhsNumber
{
    /// <summary>The ten digits of a number, which may be written in groups; null when it is none.</summary>
    public static string? Parse(string? text)
    {
        var digits = text?.Replace(" ", string.Empty, StringComparison.Ordinal).Replace("-", string.Empty, StringComparison.Ordinal);
        if (digits is not { Length: 10 } || !digits.All(char.IsAsciiDigit))
        {
            return null;
        }

        var check = (11 - (Enumerable.Range(0, 9).Sum(i => (digits[i] - '0') * (10 - i)) % 11)) % 11;
        return check < 10 && check == digits[9] - '0' ? digits : null;
    }
}
