using System.Globalization;
using System.Text;

namespace DeidPS.Store.Requests;

/// <summary>Characters that nobody sees and that make headers unknown and values unfindable: byte order marks, zero widths, form feeds, blanks that do not break.</summary>
internal static class InvisibleText
{
    /// <summary>Takes them out of a value: blanks of any kind become one kind, and those at the ends go.</summary>
    /// <param name="text">The value.</param>
    /// <param name="removed">How many characters were taken out or replaced, blanks at the ends not counted.</param>
    public static string Clean(string text, out int removed)
    {
        removed = 0;
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\t' or '\n' or '\r' || (c != ' ' && char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator))
            {
                removed++;
                result.Append(' ');
            }
            else if (IsInvisible(c))
            {
                removed++;
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString().Trim(' ');
    }

    /// <summary>The code points of a text, for a message about what cannot be seen; null when all of it can.</summary>
    public static string? CodePoints(string text) =>
        text.Any(c => IsInvisible(c) || (c != ' ' && char.IsWhiteSpace(c)) || c > 0x7E) ? string.Join(' ', text.EnumerateRunes().Select(r => $"U+{r.Value.ToString("X4", CultureInfo.InvariantCulture)}")) : null;

    /// <summary>Only the printable ASCII of a text, for a message.</summary>
    public static string Visible(string text) => string.Concat(text.Where(c => c is >= ' ' and <= '~'));

    private static bool IsInvisible(char c) => char.IsControl(c) || c is '\u00AD' or '\u2060' || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
