using System.Globalization;
using System.Text;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Text as it is compared with identifiers: letters and digits in upper case, without accents. Takes any text, code units that belong to no
/// character too.
/// </summary>
internal static class FoldedText
{
    /// <summary>Letters and digits alone, so that no separator hides anything.</summary>
    public static string Compact(string? text) => Spaced(text).Replace(" ", string.Empty, StringComparison.Ordinal);

    /// <summary>The same with a blank for every other character.</summary>
    public static string Spaced(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        if (Ascii.IsValid(text))
        {
            return string.Create(text.Length, text, static (span, source) => FoldAscii(source, span));
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Rune by rune, and none that stands for nothing: .NET refuses to normalise U+FFFE and half a surrogate pair.
            var plain = rune.IsAscii || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned ? rune.ToString() : rune.ToString().Normalize(NormalizationForm.FormKD);
            foreach (var c in plain)
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                {
                    result.Append(char.IsLetterOrDigit(c) ? char.ToUpperInvariant(c) : ' ');
                }
            }
        }

        return result.ToString();
    }

    /// <summary>Folds ASCII text character by character, with blanks.</summary>
    /// <param name="text">ASCII only.</param>
    /// <param name="target">As long as the text.</param>
    public static void FoldAscii(ReadOnlySpan<char> text, Span<char> target)
    {
        for (var i = 0; i < text.Length; i++)
        {
            target[i] = char.IsAsciiLetterOrDigit(text[i]) ? char.ToUpperInvariant(text[i]) : ' ';
        }
    }
}
