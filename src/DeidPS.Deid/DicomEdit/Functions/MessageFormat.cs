using System.Globalization;
using System.Text;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Java's MessageFormat as far as texts need it: <c>{0}</c>, quotes with apostrophes (section 7.1).</summary>
internal static class MessageFormat
{
    /// <summary>Fills a pattern; null when the pattern is not sound.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="arguments">The texts for <c>{0}</c>, <c>{1}</c>, …; null to check the pattern only.</param>
    public static string? Fill(string pattern, IReadOnlyList<string>? arguments)
    {
        var result = new StringBuilder(pattern.Length);
        var quoted = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\'')
            {
                if (i + 1 < pattern.Length && pattern[i + 1] == '\'')
                {
                    result.Append('\'');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (c != '{' || quoted)
            {
                result.Append(c);
            }
            else
            {
                var end = pattern.IndexOf('}', i);
                if (end < 0 || !int.TryParse(pattern.AsSpan(i + 1, end - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                {
                    return null;
                }

                result.Append(arguments is not null && index < arguments.Count ? arguments[index] : pattern.AsSpan(i, end - i + 1));
                i = end;
            }
        }

        return result.ToString();
    }
}
