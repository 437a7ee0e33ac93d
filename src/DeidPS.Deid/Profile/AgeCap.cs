using System.Globalization;

namespace DeidPS.Deid.Profile;

/// <summary>Ages above a limit become one age: few people are so old that they would be told by it (PS3.15 E.3.7, local law).</summary>
internal static class AgeCap
{
    /// <summary>Judges one AS value: <c>nnnD</c>, <c>nnnW</c>, <c>nnnM</c> or <c>nnnY</c>.</summary>
    /// <param name="text">The value without padding.</param>
    /// <param name="maximum">Oldest age in years that is kept.</param>
    /// <returns>The value itself, the age above the limit, or null when the text is no age.</returns>
    public static string? Apply(string text, int maximum)
    {
        if (text.Length is < 2 or > 4 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        // A person is older than 89 years from the 90th birthday on: as many whole units as fit into 90 years.
        var over = text[^1] switch
        {
            'Y' => number > maximum,
            'M' => number >= (maximum + 1) * 12,
            'W' => number * 7 >= (maximum + 1) * 365.2425,
            'D' => number >= (maximum + 1) * 365.2425,
            _ => (bool?)null,
        };
        return over switch
        {
            null => null,
            true => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(maximum + 1, 999):000}Y"),
            false => text,
        };
    }
}
